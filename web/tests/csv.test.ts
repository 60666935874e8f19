// A saved table: nothing in it runs in a spreadsheet, and numbers stay numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "../hq/state/csv.ts";

test("what a spreadsheet would run gets an apostrophe", () => {
  const hostile = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "'=1", "＝1", "＋1", "－1", "＠x", "\n=1"];
  for (const text of hostile) assert.match(csvOf(["a"], [[text]]).split("\r\n").slice(1).join("\r\n"), /^"?'/, JSON.stringify(text));
});

test("other texts and numbers stay as they are", () => {
  assert.equal(csvOf(["a", "b", "c"], [["013", -5, null], ['say "x", y', 1, ""]]), 'a,b,c\r\n013,-5,\r\n"say ""x"", y",1,\r\n');
});
