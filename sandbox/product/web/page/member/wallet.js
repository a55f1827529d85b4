import { row, rows } from "../shared/api.js";
import { button, element, naira } from "../shared/dom.js";
import { currentSession } from "../account/session.js";
import { openTopUp } from "./top_up.js";
import { transactionTable } from "./transaction_table.js";
import { openTransfer } from "./transfer.js";
import { openWithdrawal } from "./withdrawal.js";

export async function wallet() {
  const owner = { user_id: `eq.${currentSession().user.id}` };
  const [account, transactions] = await Promise.all([
    row("wallets", { select: "balance,currency,status", ...owner }),
    rows("wallet_transactions", { select: "*", ...owner, order: "created_at.desc", limit: 20 }),
  ]);
  return element(
    "div",
    { class: "wallet" },
    element("h1", {}, "Wallet"),
    element("p", { class: "balance" }, naira(account.balance)),
    element(
      "div",
      { class: "actions" },
      button("Top Up", openTopUp),
      button("Transfer", openTransfer, { class: "secondary" }),
      button("Withdraw", openWithdrawal, { class: "secondary" }),
      button("Export CSV", () => exportCsv(transactions), { class: "secondary" }),
    ),
    transactions.length ? transactionTable(transactions) : element("p", { class: "empty" }, "No transactions yet."),
  );
}

function exportCsv(transactions) {
  const columns = ["created_at", "type", "amount", "currency", "status", "reference"];
  const lines = transactions.map((one) => columns.map((name) => JSON.stringify(String(one[name] ?? ""))).join(","));
  const file = new Blob([[columns.join(","), ...lines].join("\n")], { type: "text/csv" });
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: "transactions.csv" }).click();
  URL.revokeObjectURL(address);
}
