// Two people use the product through Supabase's own client; prints what each step brought, as JSON.
import { createClient } from "@supabase/supabase-js";

const { SUPABASE_URL, SUPABASE_ANON_KEY } = process.env;
const open = () =>
  createClient(SUPABASE_URL, SUPABASE_ANON_KEY, { auth: { persistSession: false, autoRefreshToken: false } });
const tag = crypto.randomUUID().slice(0, 8);
const password = "correct horse";
const seen = {};

const bola = await open().auth.signUp({ email: `bola-${tag}@verify.alaskapay.com`, password });

const ada = open();
const email = `ada-${tag}@verify.alaskapay.com`;
const signedUp = await ada.auth.signUp({ email, password, options: { data: { full_name: "Ada Bello" } } });
seen.signUp = { error: signedUp.error?.code, hasSession: Boolean(signedUp.data.session) };
seen.signUpAgain = (await open().auth.signUp({ email, password })).error?.code;
seen.wrongPassword = (await open().auth.signInWithPassword({ email, password: "wrong" })).error?.code;

const signedIn = await ada.auth.signInWithPassword({ email, password });
seen.signIn = { error: signedIn.error?.code, email: signedIn.data.user?.email };
seen.refresh = (await ada.auth.refreshSession()).error?.code;
const { id } = signedIn.data.user;
const { access_token: token } = (await ada.auth.getSession()).data.session;

seen.profiles = (await ada.from("profiles").select("email, full_name")).data;
seen.ownWallet = (await ada.from("wallets").select("balance, currency").eq("user_id", id).single()).data;
seen.anothersWallet = (await ada.from("wallets").select("*").eq("user_id", bola.data.user.id)).data;
seen.noSuchRow = (await ada.from("wallets").select("*").eq("currency", "XXX").single()).error?.code;
seen.transactions = (await ada.from("transactions").select("*").order("created_at", { ascending: false }).limit(5)).data;

seen.newName = (await ada.from("profiles").update({ full_name: "Ada Eze" }).eq("id", id)).status;
seen.nameNow = (await ada.from("profiles").select("full_name").single()).data;
seen.becomeAdmin = (await ada.from("profiles").update({ role: "admin" }).eq("id", id)).error?.code;
seen.growWallet = (await ada.from("wallets").update({ balance: 1e6 }).eq("user_id", id).select()).data;
seen.inventTransaction = (
  await ada.from("transactions").insert({ user_id: id, type: "credit", amount: 1, reference: `FORGED-${tag}` })
).error?.code;
seen.signedOutReads = (await open().from("wallets").select("*")).data;

seen.noSuchTable = (await ada.from("nothing").select("*")).status;
seen.noSuchRpc = (await ada.rpc("nothing")).error?.code;
seen.health = (await ada.functions.invoke("health-check")).data?.checks.length;
seen.noSuchFunction = (await ada.functions.invoke("nothing")).error?.context.status;

seen.reset = (await ada.auth.resetPasswordForEmail(email)).error?.code;
seen.email = email;
seen.signOut = (await ada.auth.signOut()).error?.code;
seen.afterSignOut = (await open().auth.getUser(token)).error?.name;

console.log(JSON.stringify(seen));
