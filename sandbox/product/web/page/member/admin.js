import { currentSession } from "../account/session.js";
import { invoke, rows } from "../shared/api.js";
import { button, element, whileBusy } from "../shared/dom.js";

export async function admin() {
  if (!(await isAdministrator())) return refusal();
  const area = element("div", { class: "card" }, overview());
  const show = (contents) => () => area.replaceChildren(...contents());
  return element(
    "div",
    { class: "admin" },
    element(
      "nav",
      { class: "side", "aria-label": "Admin" },
      button("Overview", show(overview), { class: "quiet" }),
      button("System Health", show(systemHealth), { class: "quiet" }),
    ),
    area,
  );
}

async function isAdministrator() {
  const [profile] = await rows("profiles", { select: "role", id: `eq.${currentSession().user.id}` });
  return profile?.role === "admin";
}

function refusal() {
  return element(
    "section",
    { class: "card narrow" },
    element("h1", {}, "Administrators only"),
    element("p", {}, "Your account may not see this page."),
  );
}

function overview() {
  return [element("h2", {}, "Dashboard Overview"), element("p", {}, "Choose an area to see how the product is doing.")];
}

function systemHealth() {
  const results = element("ul", { class: "list", "aria-live": "polite" });
  const run = (event) => whileBusy(event.target, () => runCheck(results));
  return [element("h2", {}, "System Health"), button("Run Check", run), results];
}

async function runCheck(results) {
  try {
    const { checks } = await invoke("health-check");
    const sentence = (check) => `${check.service_name}: ${check.status} (${check.response_time_ms} ms)`;
    results.replaceChildren(...checks.map((check) => element("li", {}, sentence(check))));
  } catch (failure) {
    results.replaceChildren(element("li", { class: "problem" }, failure.message));
  }
}
