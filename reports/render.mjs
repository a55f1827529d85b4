// Renders Allure results as one offline page. Settings come as JSON on standard input.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const settings = JSON.parse(readFileSync(0, "utf8"));
const load = (name) => import(pathToFileURL(join(settings.tool, name)).href);
const { AllureReport, resolveConfig } = await load("@allurereport/core/dist/index.js");

const config = await resolveConfig({
  name: settings.name,
  output: settings.output,
  historyPath: settings.history,
  variables: settings.variables,
  categories: {
    rules: [
      { name: "Refuted", matchers: { statuses: ["failed"] } },
      { name: "Not shown", matchers: { statuses: ["broken"] } },
      { name: "Not part of this release", matchers: { statuses: ["skipped"] } },
    ],
  },
  plugins: {
    awesome: {
      options: { singleFile: true, reportLanguage: "en", groupBy: ["epic", "feature"], reportName: settings.name },
    },
  },
});
const report = new AllureReport(config);
await report.start();
await report.readDirectory(settings.results);
await report.done();
