import { button, element } from "./dom.js";

// Opens a modal dialog; `contents` gets a function that closes it.
export function openDialog(title, contents) {
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "dialog-title" });
  const close = () => dialog.close();
  dialog.append(
    element(
      "header",
      {},
      element("h2", { id: "dialog-title" }, title),
      button("×", close, { class: "quiet", "aria-label": "Close" }),
    ),
    ...contents(close),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
