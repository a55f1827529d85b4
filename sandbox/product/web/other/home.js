import { config } from "../config.js";
import { button, element } from "../page/shared/dom.js";
import { go } from "../page/shared/navigation.js";

const REASONS = ["Send money in seconds", "Pay every bill", "Put something aside"];

export function home() {
  return element(
    "div",
    { class: "home" },
    element(
      "div",
      { class: "hero" },
      element("h2", { class: "title" }, "Money that moves with you"),
      element("p", {}, "One wallet for all that you pay, on every phone."),
      button("Open an account", () => go("#welcome", "sign-up"), { class: "large accent", disabled: !config.signUpOpen }),
    ),
    element("div", { class: "cards" }, REASONS.map((text) => element("div", { class: "card" }, element("h3", {}, text)))),
  );
}
