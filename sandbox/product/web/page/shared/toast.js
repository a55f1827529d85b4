import { element } from "./dom.js";

const SHOWN_MS = 4000;
const toasts = element("div", { class: "toasts" });
const sonner = element("ol", { class: "toasts sonner", "aria-live": "polite", "aria-label": "Notifications" });

// The product has two toast systems: this one for the steps of a form …
export function announce(text) {
  show(toasts, element("div", { class: "toast", role: "status" }, text));
}

// … and this one for what an account or a wallet does.
export function notify(text, kind = "success") {
  show(sonner, element("li", { class: `toast ${kind}`, "data-sonner-toast": "", "data-type": kind }, text));
}

// Beside an open modal dialog everything is inert, so that is where a toast has to be.
function show(place, toast) {
  (document.querySelector("dialog[open]") ?? document.body).append(place);
  place.append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
