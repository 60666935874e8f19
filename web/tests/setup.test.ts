// How a site is set up: sentences of rules and channels, figures as they are typed, numbers of a sequence, faults.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phrase } from "../shared/words.ts";
import { commandOf, draftOf as channelDraft, fieldsOf as channelFields, takes, timesOf } from "../tablet/setup/channels.ts";
import { faultOf } from "../tablet/setup/faults.ts";
import { codeOf, draftOf as fieldDraft, fieldsOf } from "../tablet/setup/fields.ts";
import { KG, LITRES, scaled, unscaled, whole } from "../tablet/setup/figures.ts";
import { behind, moved, type Placed } from "../tablet/setup/placed.ts";
import { begun, draftOf, saysOf, sentence, type Voice, whenOf } from "../tablet/setup/rules.ts";
import { type Channel, type CustomField, FIELD_KINDS, KINDS, type Rule, SORT_KEYS, STATES, STRATEGIES } from "../tablet/setup/shapes.ts";
import { setupEn } from "../tablet/words/setup_en.ts";
import { setupZh } from "../tablet/words/setup_zh.ts";

const voiceOf = (words: Readonly<Record<string, string>>): Voice => ({ say: (key, values = {}) => phrase(words[key] ?? key, values), name: (group, word) => words[`${group}_${word}`] ?? word });
const EN = voiceOf(setupEn);
const ZH = voiceOf(setupZh);
type Told = Pick<Rule, "when" | "says">;

const SENTENCES: [Told, string, string][] = [
  [{ when: { class_abc: "A" }, says: { kind: "putaway", strategy: "empty", zone: "PICK" } }, "Goods of class A go to an empty location in zone PICK", "商品（A 类）：放到空库位（PICK 区）"],
  [{ when: {}, says: { kind: "putaway", strategy: "plugin", plugin: "heavy", size_class: "XL" } }, "All goods go to where the plug-in heavy says of size XL", "所有商品：放到插件 heavy 指定的库位（尺寸 XL）"],
  [{ when: { item: "TEA", tracking: "lot" }, says: { kind: "removal", sort: ["partial_first", "fefo"] } }, "Goods of item TEA, tracked by lot: smallest quantity, then first expired", "商品（编码 TEA、按批次管理）：数量最少，再先到期"],
  [{ when: {}, says: { kind: "replenishment", for_orders: false, whole_units: true } }, "All goods: refilled at the minimum only, in full handling units", "所有商品：只在到最低量时补货，只补整个容器"],
  [{ when: { supplier: "LEAF" }, says: { kind: "receipt", over_percent: 5, over_percent_max: 20, inspect_percent: 10 } }, "Goods from LEAF: up to 5 % over is taken without a question; beyond 20 % only by a supervisor; 10 % waits for inspection", "商品（供应商 LEAF）：超收 5% 以内不询问；超过 20% 须由主管收货；10% 待检"],
  [{ when: {}, says: { kind: "receipt", over_percent_max: 0 } }, "All goods: whatever is over is asked about; beyond 0 % only by a supervisor", "所有商品：只要超收就询问；超过 0% 须由主管收货"],
  [{ when: { weight_g_min: 5000, weight_g_max: 12_500, volume_mm3_max: 250_000 }, says: { kind: "count", after_picks: 1, when_empty: true } }, "Goods of 5 to 12.5 kg, up to 0.25 l: counted after 1 pick, when a pick empties the location", "商品（单件 5 至 12.5 千克、单件 0.25 升以下）：拣货 1 次后、拣空库位时盘点"],
  [{ when: {}, says: { kind: "count" } }, "All goods: not counted by this rule", "所有商品：此规则不要求盘点"],
  [{ when: {}, says: { kind: "cart", slots: 6, weight_g_max: 200_000 } }, "A cart takes 6 totes, 200 kg", "一辆车装 6 个周转箱、200 千克"],
];
for (const [rule, en, zh] of SENTENCES) {
  test(`a rule says: ${en}`, () => assert.deepEqual([sentence(rule, EN), sentence(rule, ZH)], [en, zh]));
}

test("what a form shows of a rule is what it gives back", () => {
  for (const [{ when, says }] of SENTENCES) {
    const draft = draftOf({ when, says });
    const told = Object.fromEntries(Object.entries(saysOf(says.kind, draft)).filter(([key, value]) => key in says || (value !== null && value !== false && value !== 0)));
    assert.deepEqual(told, says.kind === "replenishment" ? { ...says } : says);
    assert.deepEqual(whenOf(says.kind, draft), when);
  }
});

test("everything the edge may name has a word in both languages", () => {
  const named = [["kind", KINDS], ["does", KINDS], ["strategy", STRATEGIES], ["sort", SORT_KEYS], ["channel", STATES], ["channel_does", STATES], ["field_kind", FIELD_KINDS]] as const;
  for (const [group, words] of named) for (const word of words) assert.ok(`${group}_${word}` in setupEn, `${group}_${word}`);
  for (const kind of KINDS) assert.ok(`usual_${kind}` in setupEn || `usual.${kind}` in setupEn, kind);
  for (const kind of KINDS) assert.equal(typeof sentence({ when: {}, says: saysOf(kind, begun(kind)) as Rule["says"] }, EN), "string");
});

const FIGURES: [string, number, number | string | null][] = [
  ["12.5", KG, 12_500], ["12,5", KG, 12_500], ["0.001", KG, 1], ["20", KG, 20_000], ["1.2345", KG, "1.2345"], ["1.2000", KG, 1200],
  ["", KG, null], ["heavy", KG, "heavy"], ["-1", KG, "-1"], ["0.000001", LITRES, 1],
];
for (const [typed, places, kept] of FIGURES) test(`"${typed}" with ${places} places`, () => assert.deepEqual(scaled(typed, places), kept));

test("a figure is shown as it would be typed", () => {
  assert.deepEqual([12_500, 20_000, 1, 0, null].map((value) => unscaled(value, KG)), ["12.5", "20", "0.001", "0", ""]);
  assert.deepEqual(["", " 7 ", "007", "7.5", "-3"].map(whole), [null, 7, 7, "7.5", "-3"]);
});

const rows = (...at: number[]): Placed[] => at.map((each, place) => ({ id: "abcdef"[place] ?? "", at: each }));
const after = (list: readonly Placed[], changes: readonly Placed[]): string => {
  const at = new Map(changes.map((each) => [each.id, each.at]));
  return [...list].sort((one, other) => (at.get(one.id) ?? one.at) - (at.get(other.id) ?? other.at)).map((each) => each.id).join("");
};

test("a moved row changes its own number where there is room, and all where there is none", () => {
  assert.deepEqual(moved(rows(10, 20, 30), 2, 1), [{ id: "c", at: 15 }]);
  assert.deepEqual(moved(rows(100, 100, 100), 2, 1), [{ id: "a", at: 10 }, { id: "c", at: 20 }, { id: "b", at: 30 }]);
  assert.deepEqual(moved(rows(10, 20), 0, -1), []);
  assert.deepEqual(moved(rows(10, 20), 1, 2), []);
});

test("wherever a row is moved to, there it stands, and no number leaves its bounds", () => {
  const lists = [rows(100, 100, 100, 100), rows(0, 0, 1, 2), rows(0, 1, 2, 3), rows(9_999, 10_000, 10_000), rows(10, 20, 30, 40), rows(0, 10_000), rows(5, 7, 9, 11)];
  for (const list of lists) {
    for (let from = 0; from < list.length; from += 1) {
      for (let to = 0; to < list.length; to += 1) {
        const changes = moved(list, from, to);
        const names = list.map((each) => each.id);
        const wanted = [...names.slice(0, from), ...names.slice(from + 1)];
        wanted.splice(to, 0, names[from] ?? "");
        assert.equal(after(list, changes), wanted.join(""), JSON.stringify([list, from, to, changes]));
        for (const each of changes) assert.ok(each.at >= 0 && each.at <= 10_000 && Number.isInteger(each.at));
      }
    }
  }
  assert.deepEqual([behind([]), behind(rows(10, 40)), behind(rows(9_995))], [100, 50, 10_000]);
});

const FAULTS: [string, ReturnType<typeof faultOf>][] = [
  ["Expected `int` <= 100 - at `$.says.slots`", { field: "slots", word: "most", n: "100" }],
  ["Expected `int` >= 1 - at `$.length_mm`", { field: "length_mm", word: "least", n: "1" }],
  ["Expected `array` of length >= 1 - at `$.says.sort`", { field: "sort", word: "empty", n: "1" }],
  ["Expected `str` of length <= 80 - at `$.orders.customer`", { field: "customer", word: "shorter", n: "80" }],
  ["Expected `str` of length >= 1 - at `$.choices[0]`", { field: "choices", word: "empty", n: "1" }],
  ["Expected `str` matching regex '^[a-z]$' - at `$.field`", { field: "field", word: "pattern", n: "" }],
  ["Expected `int`, got `null` - at `$.length_mm`", { field: "length_mm", word: "missing", n: "" }],
  ["Expected `int | null`, got `str` - at `$.wip_max`", { field: "wip_max", word: "not_so", n: "" }],
  ["`plugin` names the rule of strategy plugin - at `$.says`", { field: "plugin", word: "missing", n: "" }],
  ["Object missing required field `carton`", { field: "carton", word: "missing", n: "" }],
  ["the session has ended", null],
];
for (const [detail, fault] of FAULTS) test(`a refusal is about a field: ${detail}`, () => assert.deepEqual(faultOf(detail), fault));

const CHANNEL: Channel = {
  channel: "FAST", orders: { carrier: "DHL", lines_max: 1 }, sequence: 10, cut_off: "15:30", process_minutes: 60, wip_max: 40,
  waves: ["08:00", "12:00"], state: "open", in_progress: 3, waiting: 7,
};

test("a channel says which orders it takes, and gives back what its form shows", () => {
  const { in_progress: _, waiting: __, ...fields } = CHANNEL;
  assert.equal(takes(CHANNEL.orders, EN.say), "Orders by DHL, of up to 1 line");
  assert.equal(takes({ priority_min: 0, priority_max: 4 }, ZH.say), "订单（优先级 0 至 4）");
  assert.equal(takes({}, EN.say), "All orders");
  assert.equal(timesOf(CHANNEL, EN.say), "Waves at 08:00, 12:00 · cut-off 15:30, done 60 min later");
  assert.equal(timesOf({ ...CHANNEL, waves: [], process_minutes: 0 }, ZH.say), "随时下发 · 15:30 截止");
  assert.equal(timesOf({ ...CHANNEL, waves: ["08:00"], cut_off: null }, EN.say), "Wave at 08:00");
  assert.deepEqual(channelFields(channelDraft(CHANNEL), ["12:00", "", "08:00", "12:00"], 10), fields);
  assert.deepEqual(commandOf(CHANNEL, { state: "locked" }), { ...fields, state: "locked" });
});

test("a field gives back what its form shows, and is called as its label until it is named", () => {
  const field: CustomField = { about: "item", code: "origin", kind: "choice", decimals: 0, choices: ["CN", "GB"], required: true, label_en: "Origin", label_zh: "产地", sequence: 10 };
  const { code, ...rest } = field;
  assert.deepEqual(fieldsOf(fieldDraft(field), ["CN", " GB ", ""], 10), { ...rest, field: code });
  assert.deepEqual(fieldsOf({ ...fieldDraft(field), kind: "text" }, ["CN"], 10), { ...rest, field: code, kind: "text", choices: [] });
  assert.deepEqual(["Country of origin", "2nd colour", "产地", "Größe (mm)"].map(codeOf), ["country_of_origin", "nd_colour", "", "gro_e_mm"]);
});
