import { rows } from "../shared/api.js";
import { element, naira } from "../shared/dom.js";
import { currentSession } from "../account/session.js";
import { transactionTable } from "./transaction_table.js";
import { wallet } from "./wallet.js";

const TABS = {
  Transactions: transactions,
  Insights: insights,
  Savings: () => empty("No savings goal yet."),
  Wallet: wallet,
  Cards: () => empty("No card yet."),
  Beneficiaries: beneficiaries,
  Support: support,
  Notifications: notifications,
};

export function dashboard() {
  const panel = element("div", { role: "tabpanel", id: "panel", tabindex: 0, "aria-labelledby": "tab-Transactions" });
  const tabs = Object.keys(TABS).map((name) =>
    element("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel" }, name),
  );
  const choose = (tab) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", tab.id);
    fill(panel, TABS[tab.textContent]);
  };
  for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
  const list = element("div", { role: "tablist", "aria-label": "Dashboard", onkeydown: (event) => move(event, tabs) }, tabs);
  choose(tabs[0]);
  return element("section", { class: "page" }, element("h2", {}, "My Dashboard"), list, panel);
}

// Tabs are reached with the arrow keys, as people with a keyboard expect.
function move(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

async function fill(panel, render) {
  panel.replaceChildren(empty("Loading …"));
  panel.wanted = render;
  let contents;
  try {
    contents = await render();
  } catch (failure) {
    contents = element("p", { class: "problem" }, failure.message);
  }
  // Meanwhile another tab may have been chosen.
  if (panel.wanted === render) panel.replaceChildren(contents);
}

async function transactions() {
  const found = await recentTransactions();
  return found.length ? transactionTable(found) : empty("No transactions yet.");
}

async function insights() {
  const completed = (await recentTransactions()).filter(({ status }) => status === "completed");
  const incoming = new Set(["credit", "deposit", "card_funding", "refund"]);
  const sum = (wanted) =>
    completed.filter(({ type }) => incoming.has(type) === wanted).reduce((total, { amount }) => total + Number(amount), 0);
  return element("p", {}, `Money in: ${naira(sum(true))}. Money out: ${naira(sum(false))}.`);
}

async function beneficiaries() {
  const found = await mine("linked_bank_accounts");
  return list(found, ({ bank_name: bank, account_number: number }) => `${bank} · ${number}`, "No bank account linked yet.");
}

async function support() {
  return list(await mine("support_tickets"), ({ subject, status }) => `${subject} (${status})`, "No open request.");
}

async function notifications() {
  return list(await mine("notification_history"), ({ title, message }) => title ?? message, "Nothing new.");
}

function recentTransactions() {
  return mine("transactions", { order: "created_at.desc", limit: 50 });
}

function mine(table, query = {}) {
  return rows(table, { select: "*", user_id: `eq.${currentSession().user.id}`, ...query });
}

function list(found, sentence, otherwise) {
  if (!found.length) return empty(otherwise);
  return element("ul", { class: "list" }, found.map((one) => element("li", {}, sentence(one))));
}

function empty(text) {
  return element("p", { class: "empty" }, text);
}
