// What stands around every view.
import { signOut } from "./account/account.js";
import { button, element, whileBusy } from "./shared/dom.js";
import { go } from "./shared/navigation.js";
import { currentSession } from "./account/session.js";
import { notify } from "./shared/toast.js";

export function header() {
  return element(
    "header",
    { class: "top" },
    link("/", "AlaskaPay", "brand"),
    element("nav", { "aria-label": "Main" }, currentSession() ? forMembers() : forVisitors()),
  );
}

function forVisitors() {
  return [
    link("/#about", "About"),
    link("/#contact", "Contact"),
    link("/#mobile", "Mobile"),
    button("Sign In", () => go("#auth"), { class: "secondary" }),
    button("Sign Up", () => go("#auth", "sign-up")),
  ];
}

function forMembers() {
  return [
    link("/#dashboard", "Dashboard"),
    link("/#payments", "Payments"),
    link("/#profile", "Profile"),
    button("Sign Out", (event) => whileBusy(event.target, leave), { class: "secondary" }),
  ];
}

async function leave() {
  await signOut();
  notify("Signed out successfully");
  go("/");
}

export function footer() {
  return element(
    "footer",
    { class: "bottom" },
    element(
      "nav",
      { "aria-label": "Footer" },
      link("/terms", "Terms"),
      link("/privacy", "Privacy"),
      link("/subscriptions", "Subscriptions"),
      link("/beta", "Beta"),
    ),
    element("p", {}, "© Alaska Pay. Payments in Nigerian Naira."),
  );
}

export function guard() {
  return element(
    "section",
    { class: "card narrow" },
    element("h1", {}, "Authentication Required"),
    element("p", {}, "Please log in to see this page."),
    button("Go to Login", () => go("#auth")),
  );
}

function link(address, text, className) {
  const follow = (event) => {
    event.preventDefault();
    go(address);
  };
  return element("a", { href: address, class: className, onclick: follow }, text);
}
