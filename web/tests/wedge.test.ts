// A scanner types fast and ends with a suffix; a hand does not. Table of what arrives and what is heard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GS, type Heard, LENGTH_MAX, type Timer, Wedge } from "../tablet/core/wedge.ts";

interface Log {
  scans: string[];
  keys: string[];
  bad: string[];
}

function bench(): { wedge: Wedge; log: Log; elapse(): void } {
  const log: Log = { scans: [], keys: [], bad: [] };
  const heard: Heard = {
    scan: (code) => log.scans.push(code),
    key: (key) => log.keys.push(key),
    bad: (reason) => log.bad.push(reason),
  };
  let pending: (() => void) | null = null;
  const timer: Timer = { set: (run) => (pending = run), clear: () => (pending = null) };
  return { wedge: new Wedge(heard, timer), log, elapse: () => pending?.() };
}

/** Types keys with a gap; returns whether the last one was swallowed. */
function type(wedge: Wedge, keys: readonly string[], gapMs: number, from = 1000): boolean {
  return keys.reduce((_last, key, index) => wedge.press(key, from + index * gapMs), false);
}

const CASES: [string, string[], number, Log][] = [
  ["a code and Enter", [..."A-04-12-2", "Enter"], 4, { scans: ["A-04-12-2"], keys: [], bad: [] }],
  ["a code and Tab", [..."85123A", "Tab"], 4, { scans: ["85123A"], keys: [], bad: [] }],
  ["at the slowest scanner speed", [..."22423", "Enter"], 50, { scans: ["22423"], keys: [], bad: [] }],
  ["one ms slower is a hand", ["2", "2", "4", "Enter"], 51, { scans: [], keys: ["2", "2", "4", "Enter"], bad: [] }],
  ["typing at 80 ms is never a scan", [..."22423", "Enter"], 80, { scans: [], keys: [..."22423", "Enter"], bad: [] }],
  ["two characters are too few", ["1", "2", "Enter"], 4, { scans: [], keys: ["1", "2", "Enter"], bad: [] }],
  ["a literal suffix is cut off", [..."22423\\n", "Enter"], 4, { scans: ["22423"], keys: [], bad: [] }],
  ["separators inside GS1 stay", [..."0105010000224235", "1", "0", "A", GS, ..."17270331", "Enter"], 4, { scans: [`010501000022423510A${GS}17270331`], keys: [], bad: [] }],
  ["GS and Enter end a scan once", [..."22423", GS, "Enter"], 4, { scans: ["22423"], keys: [], bad: [] }],
  ["shift is no character", ["Shift", "A", "Shift", "B", "C", "Enter"], 4, { scans: ["ABC"], keys: [], bad: [] }],
];

for (const [name, keys, gap, expected] of CASES) {
  test(`wedge: ${name}`, () => {
    const { wedge, log, elapse } = bench();
    type(wedge, keys, gap);
    elapse();
    assert.deepEqual(log, expected);
  });
}

test("wedge: the suffix is swallowed, a hand's Enter is not", () => {
  const { wedge } = bench();
  assert.equal(type(wedge, [..."22423", "Enter"], 4), true);
  assert.equal(wedge.press("Enter", 9000), false);
});

test("wedge: GS as the only suffix ends the scan when the gap has passed", () => {
  const { wedge, log, elapse } = bench();
  type(wedge, [..."22423", GS], 4);
  assert.deepEqual(log.scans, []);
  elapse();
  assert.deepEqual(log.scans, ["22423"]);
});

test("wedge: two scans in a row are two scans", () => {
  const { wedge, log } = bench();
  type(wedge, [..."22423", "Enter", ..."47566", "Enter"], 4);
  assert.deepEqual(log.scans, ["22423", "47566"]);
});

test("wedge: at the length limit it is a code, one past it is refused", () => {
  const full = bench();
  type(full.wedge, [..."x".repeat(LENGTH_MAX), "Enter"], 1);
  assert.deepEqual(full.log.scans.map((code) => code.length), [LENGTH_MAX]);
  const over = bench();
  type(over.wedge, [..."x".repeat(LENGTH_MAX + 1), "Enter"], 1);
  assert.deepEqual(over.log, { scans: [], keys: [], bad: ["too_long"] });
});

test("wedge: a stray control character is refused", () => {
  const { wedge, log } = bench();
  type(wedge, ["2", "2", "\u0002", "4", "Enter"], 4);
  assert.deepEqual(log, { scans: [], keys: [], bad: ["control"] });
});
