import { config } from "./config.js";
import { button, element } from "./shared/dom.js";
import { go } from "./shared/navigation.js";
import { currentSession } from "./account/session.js";

const SERVICES = [
  ["Send Money", "To any phone number or bank account in Nigeria, in seconds."],
  ["Pay Bills", "Airtime, data, electricity and TV from one wallet."],
  ["Save", "Put something aside with every payment."],
];
const REASONS = [
  ["Safe", "Every transfer asks for your PIN, and every sign-in is watched."],
  ["Fair", "You see every fee before you pay it."],
  ["Always there", "Support answers at any hour of the day."],
];

export function home() {
  return element(
    "div",
    { class: "home" },
    element(
      "section",
      { class: "hero" },
      element("h1", {}, "Your Complete Payment Solution"),
      element("p", {}, "Send, receive and save Naira with one wallet that works on every phone."),
      button("Get Started Free", start, { class: "large accent", disabled: !config.signUpOpen }),
    ),
    cards("Our Services", SERVICES),
    cards("Why Choose Alaska Pay?", REASONS),
  );
}

function start() {
  if (currentSession()) go("#dashboard");
  else go("#auth", "sign-up");
}

function cards(heading, entries) {
  return element(
    "section",
    { class: "page" },
    element("h2", {}, heading),
    element(
      "ul",
      { class: "cards" },
      entries.map(([title, text]) => element("li", { class: "card" }, element("h3", {}, title), element("p", {}, text))),
    ),
  );
}
