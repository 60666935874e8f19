// Small pure things: ids, dates, ages, codes, freshness, addresses, CSV.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, grouped } from "../shared/code.ts";
import { ageOf } from "../shared/time.ts";
import { csvOf } from "../hq/state/csv.ts";
import { freshness, isStale, LIVE_MS, STALE_MS, sumOf } from "../hq/state/freshness.ts";
import { addressOf, routeOf } from "../hq/state/route.ts";
import { parseGs1, typedDay } from "../tablet/core/gs1.ts";
import { GOOD_FOR_MS, Link } from "../tablet/core/link.ts";
import { CommandIds } from "../shared/uuid7.ts";

test("command ids are UUIDv7 and rise, also when the clock steps back", () => {
  const times = [1_700_000_000_000, 1_700_000_000_000, 1_699_999_990_000, 1_700_000_000_001];
  let at = 0;
  const ids = new CommandIds(() => times[at++] ?? 1_700_000_000_002, (bytes) => void bytes.fill(0xff));
  const made = times.map(() => ids.next());
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...made].sort(), made);
  assert.equal(new Set(made).size, made.length);
});

test("five thousand ids within one millisecond are distinct and rise", () => {
  const ids = new CommandIds(() => 1_700_000_000_000, (bytes) => void bytes.fill(0));
  const made = Array.from({ length: 5000 }, () => ids.next());
  assert.equal(new Set(made).size, 5000);
  assert.deepEqual([...made].sort(), made);
});

const GS1: [string, unknown][] = [
  ["0105010000224235", { gtin: "05010000224235" }],
  ["5010000224235", null],
  ["]d2010501000022423517270300102409", { gtin: "05010000224235", expiry: "2027-03-31", lot: "2409" }],
  ["(01)05010000224235(10)AB-1(37)12", { gtin: "05010000224235", lot: "AB-1", quantity: 12 }],
  ["00340123450000000018", { sscc: "340123450000000018" }],
  ["]C1019912", null],
];
for (const [code, expected] of GS1) test(`gs1: ${code}`, () => assert.deepEqual(parseGs1(code), expected));

const DAYS: [string, string | null][] = [
  ["20270331", "2027-03-31"], ["270331", "2027-03-31"], ["2027-03-31", "2027-03-31"], ["31.03.2027", "2027-03-31"],
  ["20270229", null], ["20271301", null], ["soon", null], ["280229", "2028-02-29"],
];
for (const [text, expected] of DAYS) test(`typed day: ${text}`, () => assert.equal(typedDay(text), expected));

test("ages are told in the unit a person would use", () => {
  const told = [0, 59_999, 60_000, 3_599_000, 3_600_000, 172_799_000, 172_800_000, -5].map((ms) => ageOf(ms));
  assert.deepEqual(told.map(({ n, unit }) => `${n} ${unit}`), ["0 s", "59 s", "1 min", "59 min", "1 h", "47 h", "2 d", "0 s"]);
});

test("unknown is a dash, never zero, and long numbers are grouped", () => {
  assert.deepEqual([figure(null), figure(0), figure(1234567), figure(-12)], ["–", "0", "1\u2009234\u2009567", "−12"]);
  assert.equal(grouped("340123450000000018"), "34\u20090123\u20094500\u20090000\u20090018");
  assert.equal(grouped("A-04-12-2"), "A-04-12-2");
});

test("a site grows old by the clock alone, and never looks better than the hub said", () => {
  const heard = "2026-03-04T10:00:00Z";
  const at = Date.parse(heard);
  assert.equal(freshness("live", heard, at + LIVE_MS - 1), "live");
  assert.equal(freshness("live", heard, at + LIVE_MS), "delayed");
  assert.equal(freshness("live", heard, at + STALE_MS), "stale");
  assert.equal(freshness("offline", heard, at), "offline");
  assert.equal(freshness("offline", heard, at + STALE_MS), "offline");
  assert.equal(freshness("live", null, at), "never");
  assert.deepEqual((["live", "delayed", "stale", "offline", "never"] as const).map(isStale), [false, false, true, true, true]);
});

test("a sum over sites that know nothing is unknown", () => {
  assert.deepEqual([sumOf([null, null]), sumOf([3, null, 4]), sumOf([])], [null, 7, null]);
});

test("online needs a good exchange within five seconds", () => {
  let ms = 0;
  let returns = 0;
  const link = new Link(() => ms, () => (returns += 1));
  assert.equal(link.online, false);
  link.good();
  ms = GOOD_FOR_MS - 1;
  assert.equal(link.online, true);
  ms = GOOD_FOR_MS;
  assert.equal(link.online, false);
  link.good();
  link.bad();
  assert.deepEqual([link.online, returns], [false, 2]);
});

test("an address says page, thing and filter, and survives the round", () => {
  assert.deepEqual(routeOf(addressOf("stock", { site: "LEJ", item: "A/1 ü" })), { page: "stock", id: null, query: { site: "LEJ", item: "A/1 ü" } });
  assert.deepEqual(routeOf(addressOf("sites", {}, "SZ X")), { page: "sites", id: "SZ X", query: {} });
  assert.equal(routeOf("#/nonsense").page, "overview");
});

test("CSV quotes, keeps numbers, leaves unknown empty and defuses formulas", () => {
  assert.equal(csvOf(["a", "b"], [['x "y"', null], ["=1+1", 5]]), 'a,b\r\n"x ""y""",\r\n\'=1+1,5\r\n');
});
