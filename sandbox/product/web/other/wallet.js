import { row, rows } from "../page/shared/api.js";
import { button, element, naira } from "../page/shared/dom.js";
import { currentSession } from "../page/account/session.js";
import { openTopUp } from "./top_up.js";
import { transactionTable } from "../page/member/transaction_table.js";
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
    element("h3", {}, "What you have"),
    element("p", { class: "balance", "data-what": "have" }, naira(account.balance)),
    transactions.length ? transactionTable(transactions) : element("p", { class: "empty" }, "Nothing yet."),
    element("p", { class: "far-down" }, "Scroll down for all that you can do."),
    element(
      "div",
      { class: "actions at-the-right" },
      button("Cash out", openWithdrawal, { class: "secondary" }),
      button("Send to a friend", openTransfer, { class: "secondary" }),
      button("Add money", openTopUp),
    ),
  );
}
