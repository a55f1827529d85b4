import { invoke, rows } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { element, field, form } from "../shared/dom.js";
import { go } from "../shared/navigation.js";
import { currentSession } from "../account/session.js";
import { notify } from "../shared/toast.js";

export async function openWithdrawal() {
  const banks = await rows("linked_bank_accounts", { select: "*", user_id: `eq.${currentSession().user.id}` });
  openDialog("Withdraw Funds", (close) => [
    form(
      (data) => withdraw(data, close),
      field("amount", "Amount (₦)", { type: "number", min: "0.01", step: "0.01", placeholder: "0.00" }),
      element(
        "div",
        { class: "field" },
        element("label", { for: "bank" }, "Bank account"),
        element(
          "select",
          { id: "bank", name: "bank", required: true },
          element("option", { value: "" }, banks.length ? "Choose an account" : "No bank account linked yet"),
          banks.map((bank) => element("option", { value: bank.id }, `${bank.bank_name} · ${bank.account_number}`)),
        ),
      ),
      element("button", { type: "submit" }, "Withdraw"),
    ),
  ]);
}

async function withdraw(data, close) {
  try {
    await invoke("process-withdrawal", { amount: Number(data.get("amount")), bank_account_id: data.get("bank") });
  } catch (failure) {
    notify(failure.message, "error");
    return;
  }
  close();
  notify("Withdrawal requested");
  go("#dashboard");
}
