// Another front-end of the same product: starts the app and shows the view that the address names. It marks no landmarks,
// loads its views when they are wanted, and asks whether a session is still good only once a view is open.
import { restoreSession } from "../page/account/account.js";
import { currentSession } from "../page/account/session.js";
import { element } from "../page/shared/dom.js";
import { navigated } from "../page/shared/navigation.js";
import { askAboutCookies, greetByChat, praise } from "./around.js";
import { footer, guard, header } from "./frame.js";

const OPEN = () => import("../page/open_pages.js");
const MEMBER_PAGES = () => import("../page/member/member_pages.js");
const PATHS = {
  "/admin": guarded(() => import("../page/member/admin.js"), "admin"),
  "/subscriptions": lazily(OPEN, "subscriptions"),
  "/pre-testing": lazily(OPEN, "preTesting"),
  "/beta": lazily(OPEN, "beta"),
  "/transaction-testing": lazily(OPEN, "transactionTesting"),
  "/terms": lazily(OPEN, "terms"),
  "/privacy": lazily(OPEN, "privacy"),
};
const HOME = lazily(() => import("./home.js"), "home");
const VIEWS = {
  "": HOME,
  "#welcome": lazily(() => import("./auth.js"), "auth"),
  "#money": guarded(() => import("./dashboard.js"), "dashboard"),
  "#payments": guarded(MEMBER_PAGES, "payments"),
  "#profile": guarded(MEMBER_PAGES, "profile"),
  "#contact": lazily(OPEN, "contact"),
  "#about": lazily(OPEN, "about"),
  "#mobile": lazily(OPEN, "mobile"),
};
const BLINK_MS = 150;
const root = document.querySelector("#root");
const open = { notFound: lazily(OPEN, "notFound") };

function lazily(load, name) {
  return async () => (await load())[name]();
}

// For a moment the wrong thing is seen: a visitor sees a member's frame, and a member is asked to sign in.
function guarded(load, name) {
  return async (show) => {
    show(currentSession() ? guard() : element("div", { class: "card" }, element("h2", {}, "Your money"), "…"));
    await new Promise((resolve) => setTimeout(resolve, BLINK_MS));
    return currentSession() ? lazily(load, name)() : guard();
  };
}

function wantedView() {
  const home = HOME;
  if (location.pathname !== "/") return PATHS[location.pathname] ?? open.notFound;
  return VIEWS[location.hash.split("?")[0]] ?? home;
}

let rendered = 0;

async function render() {
  const number = (rendered += 1);
  const view = element("div", { class: "view" });
  root.replaceChildren(header(), view, footer());
  const show = (contents) => number === rendered && view.replaceChildren(contents);
  try {
    show(await wantedView()(show));
  } catch (failure) {
    show(element("p", { class: "problem" }, failure.message));
  }
  scrollTo(0, 0);
}

addEventListener("popstate", render);
navigated.addEventListener("navigated", render);
await restoreSession();
await render();
askAboutCookies();
praise();
greetByChat();
await navigator.serviceWorker?.register("/service-worker.js");
