import { international } from "../page/account/account.js";
import { invoke } from "../page/shared/api.js";
import { openDialog } from "../page/shared/dialog.js";
import { element, field, form } from "../page/shared/dom.js";
import { announce } from "../page/shared/toast.js";

export function openTransfer() {
  openDialog("A gift for a friend", (close) => [
    form(
      async (data) => {
        try {
          const { verified } = await invoke("verify-transaction-pin", { pin: data.get("its-pin") });
          if (!verified) throw new Error("That is not your PIN");
          await invoke("wallet-transfer", {
            recipient_phone: international(data.get("to")),
            amount: Number(data.get("how-much")),
            currency: "NGN",
            description: "",
          });
        } catch (failure) {
          announce(failure.message);
          return;
        }
        close();
        announce("Your friend has it");
      },
      field("to", "Their mobile number", { type: "tel" }),
      field("how-much", "How much? (₦)", { type: "number", min: "0.01", step: "0.01" }),
      field("its-pin", "Your PIN", { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 4 }),
      element("button", { type: "submit" }, "Send it"),
    ),
  ]);
}
