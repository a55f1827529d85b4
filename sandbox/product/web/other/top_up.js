import { invoke } from "../page/shared/api.js";
import { openDialog } from "../page/shared/dialog.js";
import { button, element, form, input, whileBusy } from "../page/shared/dom.js";
import { currentSession } from "../page/account/session.js";
import { announce } from "../page/shared/toast.js";

export function openTopUp() {
  openDialog("Add money", () => {
    const step = element("div", {});
    const choose = (amount) => step.replaceChildren(howStep(() => step.replaceChildren(byCardStep(amount))));
    step.append(amountStep(choose));
    return [step];
  });
}

function amountStep(next) {
  const amount = input("sum", { type: "number", min: 100, step: "0.01", placeholder: "How much?", "aria-label": "How much?" });
  return form(() => next(Number(amount.value)), amount, element("button", { type: "submit" }, "Go on"));
}

function howStep(next) {
  return element(
    "div",
    { class: "form" },
    element("h3", {}, "How would you like to pay?"),
    button("By card", next),
    button("By bank transfer", () => announce("Soon"), { class: "secondary" }),
  );
}

function byCardStep(amount) {
  return element("div", { class: "form" }, button("Paystack: cards of all banks", (event) => whileBusy(event.target, () => leave(amount))));
}

async function leave(amount) {
  try {
    const { email } = currentSession().user;
    const { authorization_url: checkout } = await invoke("paystack-initialize", { amount, email });
    location.assign(checkout);
  } catch (failure) {
    announce(failure.message);
  }
}
