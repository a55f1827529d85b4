// Views for people who are signed in, beside the dashboard.
import { rows } from "../shared/api.js";
import { day, element, naira } from "../shared/dom.js";
import { currentSession } from "../account/session.js";

export async function profile() {
  const { user } = currentSession();
  const [found] = await rows("profiles", { select: "*", id: `eq.${user.id}` });
  const facts = {
    Name: found?.full_name,
    Email: user.email,
    Phone: found?.phone_number,
    "Phone verified": found?.phone_verified ? "Yes" : "No",
    "Identity check": found?.kyc_status,
    Tier: found?.kyc_tier,
    "Member since": day(user.created_at),
  };
  return element(
    "section",
    { class: "card" },
    element("h1", {}, "Profile"),
    element(
      "dl",
      {},
      Object.entries(facts).map(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value ?? "–"))]),
    ),
  );
}

export async function payments() {
  const found = await rows("transactions", {
    select: "*",
    user_id: `eq.${currentSession().user.id}`,
    order: "created_at.desc",
    limit: 10,
  });
  const sentence = ({ created_at: at, amount, status }) => `${day(at)}: ${naira(amount)} (${status})`;
  return element(
    "section",
    { class: "card" },
    element("h1", {}, "Payments"),
    found.length
      ? element("ul", { class: "list" }, found.map((one) => element("li", {}, sentence(one))))
      : element("p", {}, "No payments yet."),
  );
}
