// Signing up: your phone first, then who you are, then a PIN.
import { international, signUp } from "../page/account/account.js";
import { invoke } from "../page/shared/api.js";
import { openDialog } from "../page/shared/dialog.js";
import { button, element, field, form, input, whileBusy } from "../page/shared/dom.js";
import { go } from "../page/shared/navigation.js";
import { announce } from "../page/shared/toast.js";

const PURPOSE = "signup";
const PIN = { type: "password", inputmode: "numeric", autocomplete: "off", pattern: "\\d{4}", maxlength: 4 };

export function signUpForm() {
  const steps = element("div", {});
  steps.append(phoneStep((phone) => steps.replaceChildren(personStep(phone))));
  return [element("h2", {}, "Create your account"), steps];
}

function phoneStep(next) {
  const phone = input("mobile", { type: "tel", autocomplete: "tel" });
  const send = (event) => phone.reportValidity() && whileBusy(event.target, () => sendCode(phone.value));
  return form(
    (data) => told(() => checkCode(international(phone.value), data.get("sms"), next)),
    element(
      "div",
      { class: "field" },
      element("label", { for: "mobile" }, "Mobile number"),
      element("div", { class: "beside" }, phone, button("Text me a code", send, { class: "secondary" })),
    ),
    field("sms", "The code", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6 }),
    element("button", { type: "submit" }, "Check it"),
  );
}

function sendCode(phone) {
  return told(async () => {
    await invoke("send-phone-otp", { phone: international(phone), purpose: PURPOSE });
    announce("We have texted you");
  });
}

async function checkCode(phone, otp, next) {
  const { valid } = await invoke("verify-phone-otp", { phone, otp, purpose: PURPOSE });
  if (valid) next(phone);
  else announce("That is not the code");
}

function personStep(phone) {
  return form(
    (data) =>
      told(async () => {
        await signUp({ fullName: data.get("name"), email: data.get("mail"), password: data.get("secret"), phone });
        openPinDialog();
      }),
    element("h3", {}, "Who are you?"),
    field("name", "Your name", { autocomplete: "name" }),
    field("mail", "Your e-mail address", { type: "email", autocomplete: "username" }),
    field("secret", "A password", { type: "password", autocomplete: "new-password", minlength: 6 }),
    element("button", { type: "submit" }, "Create it"),
  );
}

function openPinDialog() {
  openDialog("Choose a PIN", (close) => [
    form(
      (data) =>
        told(async () => {
          if (data.get("new-pin") !== data.get("again")) throw new Error("These are two different PINs");
          await invoke("set-transaction-pin", { pin: data.get("new-pin") });
          close();
          go("#money");
          announce("You are all set");
        }),
      field("new-pin", "PIN", PIN),
      field("again", "Once more", PIN),
      element("button", { type: "submit" }, "Keep it"),
    ),
  ]);
}

async function told(work) {
  try {
    await work();
  } catch (failure) {
    announce(failure.message);
  }
}
