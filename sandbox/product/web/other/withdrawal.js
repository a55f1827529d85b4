import { invoke, rows } from "../page/shared/api.js";
import { openDialog } from "../page/shared/dialog.js";
import { element, field, form } from "../page/shared/dom.js";
import { currentSession } from "../page/account/session.js";
import { announce } from "../page/shared/toast.js";

export async function openWithdrawal() {
  const banks = await rows("linked_bank_accounts", { select: "*", user_id: `eq.${currentSession().user.id}` });
  openDialog("To your bank", (close) => [
    form(
      async (data) => {
        try {
          await invoke("process-withdrawal", { amount: Number(data.get("out")), bank_account_id: data.get("account") });
        } catch (failure) {
          announce(failure.message);
          return;
        }
        close();
        announce("Your bank will have it tomorrow");
      },
      field("out", "How much? (₦)", { type: "number", min: "0.01", step: "0.01" }),
      element("label", { for: "account" }, "Account"),
      element(
        "select",
        { id: "account", name: "account", required: true },
        element("option", { value: "" }, "Which one?"),
        banks.map((bank) => element("option", { value: bank.id }, `${bank.bank_name}, ${bank.account_number}`)),
      ),
      element("button", { type: "submit" }, "Pay it out"),
    ),
  ]);
}
