// What lies around and over the pages: a banner, praise that nobody asked for, and a bubble of another company.
import { config } from "../config.js";
import { button, element } from "../page/shared/dom.js";
import { announce } from "../page/shared/toast.js";

const ASKED = "cookies-accepted";
const PRAISE_MS = 400;

export function askAboutCookies() {
  if (localStorage.getItem(ASKED)) return;
  const accept = () => {
    localStorage.setItem(ASKED, "yes");
    banner.remove();
  };
  const banner = element(
    "div",
    { class: "cookies", role: "dialog", "aria-label": "Cookies" },
    element("p", {}, "We use cookies to make your day better."),
    button("Accept all", accept),
    button("Only what is needed", accept, { class: "secondary" }),
  );
  document.body.append(banner);
}

export function praise() {
  setTimeout(() => announce("New: set money aside with every payment"), PRAISE_MS);
}

export function greetByChat() {
  document.head.append(element("script", { src: `${config.widgetUrl}/widget.js`, async: true }));
}
