// Every language has every key, with the same placeholders, and no screen carries text of its own.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "svelte/compiler";
import { placeholders, phrase } from "../shared/words.ts";
import { words as tabletEn } from "../tablet/words/all_en.ts";
import { words as tabletZh } from "../tablet/words/all_zh.ts";
import { peopleEn } from "../tablet/words/people_en.ts";
import { peopleZh } from "../tablet/words/people_zh.ts";
import { outsideEn } from "../tablet/words/outside_en.ts";
import { outsideZh } from "../tablet/words/outside_zh.ts";
import { officeEn } from "../tablet/words/office_en.ts";
import { officeZh } from "../tablet/words/office_zh.ts";
import { printEn } from "../tablet/words/print_en.ts";
import { printZh } from "../tablet/words/print_zh.ts";
import { robotsEn } from "../tablet/words/robots_en.ts";
import { robotsZh } from "../tablet/words/robots_zh.ts";
import { setupEn } from "../tablet/words/setup_en.ts";
import { setupZh } from "../tablet/words/setup_zh.ts";
import { ledEn } from "../tablet/words/led_en.ts";
import { ledZh } from "../tablet/words/led_zh.ts";
import { foresightEn } from "../shared/foresight/words_en.ts";
import { foresightZh } from "../shared/foresight/words_zh.ts";
import { en as hqEn } from "../hq/words/en.ts";
import { zh as hqZh } from "../hq/words/zh.ts";

const ROOT = process.env["HOLDFAST_WEB"] ?? process.cwd();
const PAIRS: [string, Record<string, string>, Record<string, string>][] = [["tablet", tabletEn, tabletZh], ["led", ledEn, ledZh], ["people", peopleEn, peopleZh], ["outside", outsideEn, outsideZh], ["print", printEn, printZh], ["office", officeEn, officeZh], ["foresight", foresightEn, foresightZh], ["robots", robotsEn, robotsZh], ["setup", setupEn, setupZh], ["hq", hqEn, hqZh]];

for (const [page, en, zh] of PAIRS) {
  test(`${page}: Chinese has exactly the keys of English`, () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  });
  test(`${page}: no entry is empty and none shouts`, () => {
    for (const [key, text] of [...Object.entries(en), ...Object.entries(zh)]) {
      assert.ok(text.trim() !== "", key);
      assert.ok(!/[!！]/.test(text), `${key}: ${text}`);
    }
  });
  test(`${page}: both languages use the same placeholders`, () => {
    for (const key of Object.keys(en)) {
      assert.deepEqual([...new Set(placeholders(zh[key] ?? ""))].filter((name) => !placeholders(en[key] ?? "").includes(name)), [], key);
    }
  });
}

test("an English plural picks its word by the number", () => {
  assert.equal(phrase("{n} {n#ASN|ASNs}", { n: 1 }), "1 ASN");
  assert.equal(phrase("{n} {n#ASN|ASNs}", { n: 12 }), "12 ASNs");
  assert.equal(phrase("{missing}", {}), "{missing}");
});

const SHOWN_ATTRIBUTES = new Set(["title", "placeholder", "aria-label", "alt", "label"]);

const words = (text: string): string[] => (/\p{L}/u.test(text) ? [text] : []);

/** Letters in text nodes, in attributes people read, and in strings put straight into the page. */
function literals(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, shown: boolean): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach((one) => visit(one, shown));
    const { type, data, name, value } = node as { type?: string; data?: string; name?: string; value?: unknown };
    if (type === "Attribute" && !SHOWN_ATTRIBUTES.has(name ?? "")) return;
    if (type === "StyleDirective") return;
    if (type === "CallExpression" || type === "SnippetBlock" || type?.endsWith("Directive")) shown = false;
    if (type === "Text" && /\p{L}/u.test(data ?? "")) found.push(data ?? "");
    if (shown && type === "Literal" && typeof value === "string" && /\p{L}/u.test(value)) found.push(value);
    if (shown && type === "TemplateElement") found.push(...words((value as { raw: string }).raw));
    for (const [key, child] of Object.entries(node)) {
      if (key === "css" || key === "instance" || key === "module" || key === "test" || key === "metadata") continue;
      if (type === "MemberExpression" || type === "BinaryExpression" || type === "LogicalExpression") continue;
      visit(child, type === "ExpressionTag" ? true : shown);
    }
  };
  visit(parse(source, { modern: true }).fragment, false);
  return found.map((text) => text.trim()).filter((text) => text !== "");
}

test("no Svelte file shows text from outside the catalogues", () => {
  const files = ["shared", "tablet", "hq"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const svelte = files.filter((file) => file.endsWith(".svelte"));
  assert.ok(svelte.length > 20);
  const guilty = svelte.flatMap((file) => literals(readFileSync(join(ROOT, file), "utf8")).map((text) => `${file}: ${text}`));
  // The command line of the edge is typed as it stands, in every language.
  assert.deepEqual(guilty.filter((line) => !/holdfast-edge init|--enrol/.test(line)), []);
});

test("the scan for text finds what it must find", () => {
  assert.deepEqual(literals("<p>Hello</p>"), ["Hello"]);
  assert.deepEqual(literals('<p>{open ? "yes" : "no"}</p>'), ["yes", "no"]);
  assert.deepEqual(literals('<input placeholder="Name" class="field" />'), ["Name"]);
  assert.deepEqual(literals('<p class="x" data-id="y">{t("app.name")} · {n}</p>'), []);
});
