import { rows } from "../page/shared/api.js";
import { element, naira } from "../page/shared/dom.js";
import { currentSession } from "../page/account/session.js";
import { transactionTable } from "../page/member/transaction_table.js";
import { wallet } from "./wallet.js";

const PANES = {
  Activity: transactions,
  Trends: insights,
  Goals: () => empty("Nothing put aside yet."),
  Balance: wallet,
  Plastic: () => empty("No card yet."),
  Payees: async () => list(await mine("linked_bank_accounts"), (bank) => bank.bank_name),
  Help: async () => list(await mine("support_tickets"), ({ subject }) => subject),
  Inbox: async () => list(await mine("notification_history"), ({ title, message }) => title ?? message),
};

export function dashboard() {
  const pane = element("div", { class: "card pane" });
  const choose = async (name) => {
    pane.wanted = name;
    pane.replaceChildren(empty("Loading …"));
    let contents;
    try {
      contents = await PANES[name]();
    } catch (failure) {
      contents = element("p", { class: "problem" }, failure.message);
    }
    if (pane.wanted === name) pane.replaceChildren(contents);
  };
  const side = Object.keys(PANES).map((name) =>
    element("button", { type: "button", class: "quiet", onclick: () => choose(name) }, name),
  );
  choose("Activity");
  return element("div", { class: "admin" }, element("h2", {}, "Your money"), element("div", { class: "side" }, side), pane);
}

async function transactions() {
  const found = await recentTransactions();
  return found.length ? transactionTable(found) : empty("Nothing yet.");
}

async function insights() {
  const found = await recentTransactions();
  return element("p", {}, `In all: ${naira(found.reduce((sum, { amount }) => sum + Number(amount), 0))}.`);
}

function recentTransactions() {
  return mine("transactions", { order: "created_at.desc", limit: 50 });
}

function mine(table, query = {}) {
  return rows(table, { select: "*", user_id: `eq.${currentSession().user.id}`, ...query });
}

function list(found, sentence) {
  if (!found.length) return empty("Nothing yet.");
  return element("ul", { class: "list" }, found.map((one) => element("li", {}, sentence(one))));
}

function empty(text) {
  return element("p", { class: "empty" }, text);
}
