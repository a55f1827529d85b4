// One card for signing in, up and for a new password.
import { finishSignIn, signIn } from "../page/account/account.js";
import { auth as request } from "../page/shared/api.js";
import { button, element, field, form } from "../page/shared/dom.js";
import { chosenForm, go } from "../page/shared/navigation.js";
import { signUpForm } from "./sign_up.js";
import { announce } from "../page/shared/toast.js";

const FORMS = { "sign-up": signUpForm, reset: resetForm };

export function auth() {
  return element("div", { class: "card narrow" }, (FORMS[chosenForm()] ?? loginForm)());
}

function loginForm() {
  const problem = element("p", { class: "problem", role: "alert" });
  return [
    element("h2", {}, "Welcome back"),
    problem,
    form(
      (data) => login(data, problem),
      field("login-mail", "Your e-mail address", { type: "email", autocomplete: "username" }),
      field("login-secret", "Your password", { type: "password", autocomplete: "current-password" }),
      element("button", { type: "submit" }, "Let me in"),
    ),
    element(
      "p",
      { class: "aside" },
      button("Lost your password?", () => go("#welcome", "reset"), { class: "quiet" }),
      button("New here? Create an account", () => go("#welcome", "sign-up"), { class: "quiet" }),
    ),
  ];
}

async function login(data, problem) {
  try {
    await signIn(data.get("login-mail"), data.get("login-secret"));
    await finishSignIn();
  } catch {
    problem.textContent = "That e-mail address and password don't match";
    return;
  }
  go("/");
  announce("Good to see you");
}

function resetForm() {
  return [
    element("h2", {}, "A new password"),
    form(
      async (data) => {
        try {
          await request("recover", { body: { email: data.get("reset-mail") } });
          announce("A link is on its way to you");
        } catch (failure) {
          announce(failure.message);
        }
      },
      field("reset-mail", "Your e-mail address", { type: "email", autocomplete: "username" }),
      element("button", { type: "submit" }, "Send it"),
    ),
  ];
}
