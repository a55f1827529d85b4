// Signing in, up and out: the calls and their order.
import { ApiError, auth, change, invoke, remove, row, rows } from "../shared/api.js";
import { currentSession, dropSession, keepSession } from "./session.js";

const SECOND_MS = 1000;

export async function signIn(email, password) {
  try {
    keepSession(await auth("token?grant_type=password", { body: { email, password } }));
  } catch (refusal) {
    await aside(invoke("track-failed-login", { email, ipAddress: "", userAgent: navigator.userAgent }));
    throw refusal;
  }
  await aside(invoke("create-session", { userAgent: navigator.userAgent }));
  await aside(remove("failed_login_attempts", { email: `eq.${email}` }));
  const user = await auth("user", { method: "GET" });
  await aside(invoke("log-activity", { action: "login" }));
  const [twoFactor] = await rows("two_factor_auth", { select: "enabled", user_id: `eq.${user.id}`, limit: 1 });
  return { needsCode: Boolean(twoFactor?.enabled) };
}

export async function finishSignIn() {
  const { user } = currentSession();
  await aside(row("profiles", { select: "role", id: `eq.${user.id}` }));
  await aside(rows("notification_history", { select: "*", user_id: `eq.${user.id}`, limit: 5 }));
  await aside(invoke("send-activity-alert", { activity: "login" }));
}

// Whether the newcomer is in; else a link in a mail has to be followed first.
export async function signUp({ fullName, email, password, phone }) {
  const query = new URLSearchParams({ redirect_to: `${location.origin}/` });
  const answer = await auth(`signup?${query}`, { body: { email, password, data: { full_name: fullName, phone } } });
  if (!answer.access_token) return false;
  await begin(answer, phone);
  return true;
}

// A link in a mail hands over a session behind the address; the newcomer's phone was told when signing up.
export async function takeSessionOfLink() {
  const handedOver = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (handedOver.error_description) throw new Error(handedOver.error_description);
  if (!handedOver.access_token) return false;
  keepSession({ ...handedOver, expires_at: Number(handedOver.expires_at) });
  const user = await auth("user", { method: "GET" });
  await begin({ ...currentSession(), user }, user.user_metadata.phone);
  return true;
}

async function begin(session, phone) {
  keepSession(session);
  await change("profiles", { id: `eq.${session.user.id}` }, { phone, phone_verified: true });
}

export async function signOut() {
  await aside(auth("logout?scope=global"));
  dropSession();
}

// A kept session may have ended meanwhile: then the visitor is signed out.
export async function restoreSession() {
  const session = currentSession();
  if (!session) return;
  try {
    if (session.expires_at * SECOND_MS < Date.now()) {
      keepSession(await auth("token?grant_type=refresh_token", { body: { refresh_token: session.refresh_token } }));
    }
    await auth("user", { method: "GET" });
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal;
    dropSession();
  }
}

export function international(phone) {
  const digits = phone.replaceAll(/\D/g, "");
  return `+${digits.startsWith("0") ? `234${digits.slice(1)}` : digits}`;
}

// What goes on beside a sign-in must not stop it.
async function aside(request) {
  try {
    await request;
  } catch (failure) {
    console.warn(failure.message);
  }
}
