// The view #auth: its forms replace each other.
import { finishSignIn, signIn } from "./account.js";
import { auth as request, invoke } from "../shared/api.js";
import { button, element, field, form } from "../shared/dom.js";
import { chosenForm, go } from "../shared/navigation.js";
import { signUpForm } from "./sign_up.js";
import { announce, notify } from "../shared/toast.js";

const FORMS = { "sign-up": signUpForm, "two-factor": twoFactorForm, reset: resetForm };

export function auth() {
  return element("section", { class: "card narrow" }, (FORMS[chosenForm()] ?? loginForm)());
}

function loginForm() {
  return [
    element("h1", {}, "Login"),
    form(
      login,
      field("email", "Email", { type: "email", autocomplete: "username" }),
      field("password", "Password", { type: "password", autocomplete: "current-password" }),
      element("button", { type: "submit" }, "Login"),
      button("Login with Biometrics", () => announce("No biometric login is set up on this device"), {
        class: "secondary",
      }),
    ),
    element(
      "p",
      { class: "aside" },
      button("Forgot password?", () => go("#auth", "reset"), { class: "quiet" }),
      button("Sign up", () => go("#auth", "sign-up"), { class: "quiet" }),
    ),
  ];
}

async function login(data) {
  try {
    const { needsCode } = await signIn(data.get("email"), data.get("password"));
    if (needsCode) go("#auth", "two-factor");
    else await enter();
  } catch (failure) {
    notify(failure.message, "error");
  }
}

async function enter() {
  await finishSignIn();
  notify("Logged in successfully!");
  go("#dashboard");
}

function twoFactorForm() {
  return [
    element("h1", {}, "Two-Factor Authentication"),
    form(
      verifyCode,
      field("code", "Code", { inputmode: "numeric", autocomplete: "one-time-code", pattern: "\\d{6}", maxlength: 6 }),
      element("button", { type: "submit" }, "Verify"),
    ),
  ];
}

async function verifyCode(data) {
  try {
    const { valid } = await invoke("verify-two-factor", { code: data.get("code") });
    if (valid) await enter();
    else notify("Invalid code", "error");
  } catch (failure) {
    notify(failure.message, "error");
  }
}

function resetForm() {
  return [
    element("h1", {}, "Reset Password"),
    element("p", {}, "We send a link to your e-mail address."),
    form(
      sendResetLink,
      field("email", "Email", { type: "email", autocomplete: "username" }),
      element("button", { type: "submit" }, "Send Reset Link"),
    ),
    element("p", { class: "aside" }, button("Back to Login", () => go("#auth"), { class: "quiet" })),
  ];
}

async function sendResetLink(data) {
  try {
    await request("recover", { body: { email: data.get("email") } });
    announce("Password reset email sent");
  } catch (failure) {
    announce(failure.message);
  }
}
