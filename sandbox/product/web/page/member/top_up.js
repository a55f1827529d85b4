import { invoke } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { button, element, form, input, naira, whileBusy } from "../shared/dom.js";
import { currentSession } from "../account/session.js";
import { announce, notify } from "../shared/toast.js";

const CHIPS = [1000, 2000, 5000, 10000, 20000, 50000];
const MIN_NAIRA = 100;

export function openTopUp() {
  openDialog("Top Up Wallet", () => {
    const step = element("div", {});
    step.append(amountStep((amount) => step.replaceChildren(methodStep(amount))));
    return [step];
  });
}

function amountStep(next) {
  const amount = input("topUpAmount", {
    type: "number",
    inputmode: "decimal",
    min: MIN_NAIRA,
    step: "0.01",
    placeholder: "Enter amount",
    "aria-label": "Amount in Naira",
  });
  const choose = (value) => {
    amount.value = value;
    amount.focus();
  };
  return form(
    () => next(Number(amount.value)),
    amount,
    element(
      "div",
      { class: "chips" },
      CHIPS.map((value) => button(`₦${value.toLocaleString("en-NG")}`, () => choose(value), { class: "chip" })),
    ),
    element("button", { type: "submit" }, "Continue"),
  );
}

function methodStep(amount) {
  return element(
    "div",
    { class: "form" },
    element("h3", {}, "Select Payment Method"),
    element("p", {}, naira(amount)),
    button("Paystack", (event) => whileBusy(event.target, () => payWithPaystack(amount))),
    button("Flutterwave", () => announce("Flutterwave is not available at the moment"), { class: "secondary" }),
  );
}

async function payWithPaystack(amount) {
  try {
    const { email } = currentSession().user;
    const { authorization_url: checkout } = await invoke("paystack-initialize", { amount, email });
    location.assign(checkout);
  } catch (failure) {
    notify(failure.message, "error");
  }
}
