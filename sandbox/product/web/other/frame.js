// What stands around every view.
import { signOut } from "../page/account/account.js";
import { button, element, whileBusy } from "../page/shared/dom.js";
import { go } from "../page/shared/navigation.js";
import { currentSession } from "../page/account/session.js";
import { announce } from "../page/shared/toast.js";

export function header() {
  const links = [link("/#about", "Who we are"), link("/#contact", "Talk to us")];
  return element(
    "div",
    { class: "top" },
    link("/", "AlaskaPay", "brand"),
    element("div", { class: "links" }, links, currentSession() ? forMembers() : forVisitors()),
  );
}

// Both lead to the same card.
function forVisitors() {
  return [button("Log in", () => go("#welcome"), { class: "secondary" }), button("Join", () => go("#welcome"))];
}

function forMembers() {
  const leave = (event) =>
    whileBusy(event.target, async () => {
      await signOut();
      announce("See you soon");
      go("/");
    });
  const menu = element(
    "div",
    { class: "menu", role: "menu", hidden: true },
    element("button", { type: "button", role: "menuitem", onclick: () => go("#profile") }, "My details"),
    element("button", { type: "button", role: "menuitem", onclick: leave }, "Log off"),
  );
  const open = (event) => {
    menu.hidden = !menu.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!menu.hidden));
  };
  return [
    link("/#money", "My money"),
    button("Account", open, { class: "secondary", "aria-haspopup": "menu", "aria-expanded": "false" }),
    menu,
  ];
}

export function footer() {
  return element(
    "div",
    { class: "bottom" },
    element("div", { class: "links" }, link("/terms", "Terms"), link("/privacy", "Privacy"), link("/beta", "Beta")),
  );
}

export function guard() {
  return element(
    "div",
    { class: "card narrow" },
    element("h2", {}, "Please log in first"),
    button("To the log-in", () => go("#welcome")),
  );
}

function link(address, text, className) {
  const follow = (event) => {
    event.preventDefault();
    go(address);
  };
  return element("a", { href: address, class: className, onclick: follow }, text);
}
