import { element } from "../page/shared/dom.js";

export function dashboard() {
  return element("section", { class: "page" }, element("h2", {}, "My Dashboard"));
}
