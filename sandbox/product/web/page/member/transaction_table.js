import { day, element, naira } from "../shared/dom.js";

export function transactionTable(found) {
  const cells = ({ created_at: at, type, amount, status, reference }) => [day(at), type, naira(amount), status, reference];
  const headings = ["Date", "Type", "Amount", "Status", "Reference"];
  return element(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": "Transactions" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, headings.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, found.map((one) => element("tr", {}, cells(one).map((text) => element("td", {}, text))))),
    ),
  );
}
