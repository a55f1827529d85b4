// Views that anybody may read.
import { element } from "./shared/dom.js";

const page =
  (heading, ...paragraphs) =>
  () =>
    element("section", { class: "card" }, element("h1", {}, heading), paragraphs.map((text) => element("p", {}, text)));

export const about = page(
  "About Alaska Pay",
  "Alaska Pay is a wallet for people and shops in Nigeria.",
  "Balances are kept in Naira. Transfers between wallets arrive at once.",
);
export const contact = page(
  "Contact",
  "Write to support@alaskapay.com. We answer within a day.",
  "For a lost phone or a payment that you do not know, write to security@alaskapay.com.",
);
export const mobile = page(
  "Mobile App",
  "The app is in both stores under the name Alaska Pay (com.alaskapay.app).",
  "Links to alaskapay.com open in the app once it is installed.",
);
export const terms = page(
  "Terms of Service",
  "Who opens a wallet is at least 18 years old and uses their own name and phone number.",
  "Limits per day depend on the identity check: ₦50,000 in tier 1, ₦500,000 in tier 2.",
);
export const privacy = page(
  "Privacy Policy",
  "We keep what a payment needs, for as long as the law asks, and sell nothing of it.",
  "Write to privacy@alaskapay.com to see or remove what is kept of you.",
);
export const subscriptions = page("Subscription Plans", "Basic is free. Business adds invoices and several users.");
export const beta = page("Beta Programme", "Beta testers get new versions a week earlier.");
export const preTesting = page("Pre-Launch Testing", "Every version is tested here before it reaches anybody.");
export const transactionTesting = page("Transaction Testing", "Test payments use test cards and move no money.");
export const notFound = page("Page not found", "There is no page at this address.");
