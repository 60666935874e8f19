// Prints what a first visit loads, gzipped, and fails above the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "../..");
const BUDGETS = [
  { page: "edge/pages", what: "js", limit: 45_000, files: entry(".js") },
  { page: "edge/pages", what: "words", limit: 8_000, files: words },
  { page: "edge/pages", what: "led", limit: 18_000, files: led },
  { page: "edge/pages", what: "whole", limit: 24_000, files: whole },
  { page: "edge/pages", what: "said", limit: 12_000, files: (page, names) => largest(page, names, "led_") },
  { page: "edge/pages", what: "css", limit: 8_000, files: entry(".css") },
  { page: "hub/pages", what: "js", limit: 70_000, files: entry(".js") },
  { page: "hub/pages", what: "css", limit: 12_000, files: entry(".css") },
];

function entry(suffix) {
  return (page, names) => {
    const html = readFileSync(join(ROOT, page, "index.html"), "utf8");
    return names.filter((name) => name.endsWith(suffix) && html.includes(name));
  };
}

/** The words of one language are loaded with the entry; the larger language counts. */
function words(page, names) {
  return largest(page, names, "all_");
}

function largest(page, names, start) {
  const languages = names.filter((name) => name.startsWith(start));
  return languages.sort((a, b) => sizeOf(page, b) - sizeOf(page, a)).slice(0, 1);
}

/** The page of dialogues that the edge leads and of photos: loaded when idle, or when first opened.
 * What they say is `said`. */
function led(page, names) {
  return names.filter((name) => name.startsWith("page-"));
}

/** The office and printing: fetched when one of them is first opened. */
function whole(page, names) {
  return names.filter((name) => name.startsWith("whole-") && name.endsWith(".js"));
}

function sizeOf(page, name) {
  return gzipSync(readFileSync(join(ROOT, page, "assets", name))).length;
}

let over = false;
for (const { page, what, limit, files } of BUDGETS) {
  const chosen = files(page, readdirSync(join(ROOT, page, "assets")));
  const total = chosen.reduce((sum, name) => sum + sizeOf(page, name), 0);
  const bad = total > limit || chosen.length === 0;
  over ||= bad;
  console.log(`${bad ? "over" : "ok  "}  ${page} ${what.padEnd(5)} ${(total / 1000).toFixed(1)} kB gzip of ${limit / 1000}`);
}
process.exit(over ? 1 : 0);
