// Prints what a first visit loads, gzipped, and fails above the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "../..");
const BUDGETS = [
  { page: "edge/pages", kind: "js", limit: 45_000 },
  { page: "edge/pages", kind: "css", limit: 8_000 },
  { page: "hub/pages", kind: "js", limit: 70_000 },
  { page: "hub/pages", kind: "css", limit: 12_000 },
];

/** What index.html names is the first load; chunks fetched later have budgets of their own. */
function firstLoad(page, kind) {
  const html = readFileSync(join(ROOT, page, "index.html"), "utf8");
  const files = readdirSync(join(ROOT, page, "assets")).filter((file) => file.endsWith(`.${kind}`));
  return files.filter((file) => html.includes(file));
}

let over = false;
for (const { page, kind, limit } of BUDGETS) {
  const sizes = firstLoad(page, kind).map((file) => gzipSync(readFileSync(join(ROOT, page, "assets", file))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bad = total > limit || sizes.length === 0;
  over ||= bad;
  console.log(`${bad ? "over" : "ok  "}  ${page} ${kind.padEnd(3)} ${(total / 1000).toFixed(1)} kB gzip of ${limit / 1000}`);
}
process.exit(over ? 1 : 0);
