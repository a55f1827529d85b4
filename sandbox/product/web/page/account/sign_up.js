// Signing up: who you are, then your phone, then a PIN.
import { international, signUp } from "./account.js";
import { invoke } from "../shared/api.js";
import { openDialog } from "../shared/dialog.js";
import { button, element, field, form, input, whileBusy } from "../shared/dom.js";
import { go } from "../shared/navigation.js";
import { announce, notify } from "../shared/toast.js";

const PURPOSE = "signup";

export function signUpForm() {
  const steps = element("div", {});
  const waitForConfirmation = ({ email }) =>
    steps.replaceChildren(
      element("h2", {}, "Check your email"),
      element("p", {}, `Follow the link that we have sent to ${email}.`),
    );
  steps.append(personStep((person) => steps.replaceChildren(phoneStep(person, waitForConfirmation))));
  return [
    element("h1", {}, "Sign Up"),
    steps,
    element("p", { class: "aside" }, button("Log in instead", () => go("#auth"), { class: "quiet" })),
  ];
}

function personStep(next) {
  return form(
    (data) => next(Object.fromEntries(data)),
    field("fullName", "Full Name", { autocomplete: "name" }),
    field("email", "Email", { type: "email", autocomplete: "username" }),
    field("password", "Password (at least 6 characters)", {
      type: "password",
      autocomplete: "new-password",
      minlength: 6,
    }),
    element("button", { type: "submit" }, "Continue"),
  );
}

function phoneStep(person, waitForConfirmation) {
  const phone = input("phone", { type: "tel", autocomplete: "tel", placeholder: "08012345678" });
  const send = (event) => {
    if (phone.reportValidity()) whileBusy(event.target, () => sendCode(international(phone.value)));
  };
  return form(
    (data) => verifyAndSignUp({ ...person, phone: international(phone.value) }, data.get("otp"), waitForConfirmation),
    element(
      "div",
      { class: "field" },
      element("label", { for: "phone" }, "Phone Number"),
      element("div", { class: "beside" }, phone, button("Send OTP", send, { class: "secondary" })),
    ),
    field("otp", "Verification Code", {
      inputmode: "numeric",
      autocomplete: "one-time-code",
      pattern: "\\d{6}",
      maxlength: 6,
    }),
    element("button", { type: "submit" }, "Verify Code"),
  );
}

async function sendCode(phone) {
  try {
    await invoke("send-phone-otp", { phone, purpose: PURPOSE });
    announce("OTP Sent");
  } catch (failure) {
    announce(failure.message);
  }
}

async function verifyAndSignUp(newcomer, otp, waitForConfirmation) {
  try {
    const { valid } = await invoke("verify-phone-otp", { phone: newcomer.phone, otp, purpose: PURPOSE });
    if (!valid) {
      announce("Invalid or expired code");
      return;
    }
    if (await signUp(newcomer)) openPinDialog();
    else waitForConfirmation(newcomer);
  } catch (failure) {
    announce(failure.message);
  }
}

export function openPinDialog() {
  openDialog("Set Transaction PIN", (close) => [
    form(
      (data) => setPin(data.get("pin"), data.get("confirmPin"), close),
      pinField("pin", "PIN (4 digits)"),
      pinField("confirmPin", "Confirm PIN"),
      element("button", { type: "submit" }, "Set PIN"),
    ),
  ]);
}

function pinField(id, label) {
  return field(id, label, {
    type: "password",
    inputmode: "numeric",
    autocomplete: "off",
    pattern: "\\d{4}",
    maxlength: 4,
  });
}

async function setPin(pin, confirmed, close) {
  if (pin !== confirmed) {
    announce("The PINs do not match");
    return;
  }
  try {
    await invoke("set-transaction-pin", { pin });
  } catch (failure) {
    announce(failure.message);
    return;
  }
  close();
  notify("Account setup complete!");
  go("#dashboard");
}
