import { international } from "../account/account.js";
import { invoke } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { element, field, form, naira } from "../shared/dom.js";
import { go } from "../shared/navigation.js";
import { notify } from "../shared/toast.js";

export function openTransfer() {
  openDialog("Transfer to AlaskaPay User", (close) => [
    form(
      (data) => {
        close();
        openVerification(Object.fromEntries(data));
      },
      field("recipientPhone", "Recipient's phone number", {
        type: "tel",
        placeholder: "08012345678 or +2348012345678",
      }),
      field("transferAmount", "Amount (₦)", { type: "number", min: "0.01", step: "0.01", placeholder: "0.00" }),
      field("description", "Description", { required: false }),
      element("button", { type: "submit" }, "Continue to PIN Verification"),
    ),
  ]);
}

function openVerification(transfer) {
  openDialog("Verify Transfer", (close) => [
    element("p", {}, `${naira(transfer.transferAmount)} to ${transfer.recipientPhone}`),
    form(
      (data) => send(transfer, data.get("transferPin"), close),
      field("transferPin", "Transaction PIN", {
        type: "password",
        inputmode: "numeric",
        autocomplete: "off",
        pattern: "\\d{4}",
        maxlength: 4,
      }),
      element("button", { type: "submit" }, "Verify"),
    ),
  ]);
}

async function send({ recipientPhone, transferAmount, description }, pin, close) {
  try {
    const { verified } = await invoke("verify-transaction-pin", { pin });
    if (!verified) {
      notify("Invalid PIN", "error");
      return;
    }
    await invoke("wallet-transfer", {
      recipient_phone: international(recipientPhone),
      amount: Number(transferAmount),
      currency: "NGN",
      description,
    });
  } catch (failure) {
    notify(failure.message, "error");
    return;
  }
  close();
  notify("Transfer successful");
  go("#dashboard");
}
