// Starts the app and shows the view that the address names.
import { restoreSession, takeSessionOfLink } from "./account/account.js";
import { admin } from "./member/admin.js";
import { auth } from "./account/auth.js";
import { dashboard } from "./member/dashboard.js";
import { element } from "./shared/dom.js";
import { footer, guard, header } from "./frame.js";
import { home } from "./home.js";
import { payments, profile } from "./member/member_pages.js";
import { chosenForm, navigated } from "./shared/navigation.js";
import * as open from "./open_pages.js";
import { currentSession } from "./account/session.js";
import { openPinDialog } from "./account/sign_up.js";
import { announce } from "./shared/toast.js";

const PATHS = {
  "/admin": guarded(admin),
  "/subscriptions": open.subscriptions,
  "/pre-testing": open.preTesting,
  "/beta": open.beta,
  "/transaction-testing": open.transactionTesting,
  "/terms": open.terms,
  "/privacy": open.privacy,
};
const VIEWS = {
  "": home,
  "#auth": () => (currentSession() && chosenForm() !== "two-factor" ? dashboard() : auth()),
  "#dashboard": guarded(dashboard),
  "#payments": guarded(payments),
  "#profile": guarded(profile),
  "#contact": open.contact,
  "#about": open.about,
  "#mobile": open.mobile,
};
const root = document.querySelector("#root");

function guarded(view) {
  return () => (currentSession() ? view() : guard());
}

function wantedView() {
  if (location.pathname !== "/") return PATHS[location.pathname] ?? open.notFound;
  // A link in a mail may carry a token behind the view's name.
  return VIEWS[location.hash.split("?")[0]] ?? home;
}

async function render() {
  const main = element("main", { tabindex: -1 });
  root.replaceChildren(header(), main, footer());
  try {
    main.append(await wantedView()());
  } catch (failure) {
    main.append(element("p", { class: "problem" }, failure.message));
  }
  return main;
}

// Whoever comes by a link that confirms an address still lacks a PIN.
async function followLink() {
  try {
    if (!(await takeSessionOfLink())) return;
    history.replaceState({}, "", "/#dashboard");
    openPinDialog();
  } catch (failure) {
    history.replaceState({}, "", "/#auth");
    announce(failure.message);
  }
}

async function renderAndFocus() {
  const main = await render();
  if (!main.querySelector("[autofocus]")) main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

await restoreSession();
await followLink();
await render();
addEventListener("popstate", renderAndFocus);
navigated.addEventListener("navigated", renderAndFocus);
await navigator.serviceWorker?.register("/service-worker.js");
