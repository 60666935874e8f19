// Rules as sentences, and as what a form knows of them.
import type { Values } from "../../shared/words.ts";
import type { SetupKey } from "../words/setup_en.ts";
import { KG, LITRES, scaled, shownWhole, unscaled, whole } from "./figures.ts";
import type { Kind, Rule, Says, SaysOf, When } from "./shapes.ts";

export type Say = (key: SetupKey, values?: Values) => string;
export type Name = (group: string, word: string) => string;
export type Texts = Readonly<Record<string, string>>;
/** The voice of a page: its phrases, and its words for what the edge names. */
export interface Voice {
  readonly say: Say;
  readonly name: Name;
}

const YES = "yes";
type Condition = "item" | "supplier" | "class_abc" | "tracking" | "status" | "owner" | "weight" | "volume";
const OF_ALL: readonly Condition[] = ["class_abc", "item", "tracking", "owner", "weight", "volume"];
/** What a rule of each kind may ask about: of anything else nothing is known where it is asked. */
export const ASKED: Record<Kind, readonly Condition[]> = {
  putaway: ["class_abc", "item", "tracking", "status", "owner", "weight", "volume"],
  removal: OF_ALL,
  replenishment: OF_ALL,
  receipt: ["class_abc", "item", "supplier", "tracking", "owner", "weight", "volume"],
  count: OF_ALL,
  cart: [],
};
/** Asked first; the others are behind a button. */
export const FIRST = ["class_abc", "item", "supplier"] as const;
export const CLASSES = ["A", "B", "C"].map((one) => [one, one] as const);

export function sentence(rule: Pick<Rule, "when" | "says">, voice: Voice): string {
  return SENTENCES[rule.says.kind](rule.says as never, whose(rule.when, voice), voice);
}

/** The goods that a rule is about. */
export function whose(when: When, { say, name }: Voice): string {
  const range = (word: "weight" | "volume", places: number, least?: number | null, most?: number | null): string => {
    const values = { from: unscaled(least, places), to: unscaled(most, places) };
    return values.from && values.to ? say(`when.${word}_within`, values) : values.from ? say(`when.${word}_from`, values) : values.to ? say(`when.${word}_to`, values) : "";
  };
  const parts = [
    when.class_abc && say("when.class_abc", { value: when.class_abc }),
    when.item && say("when.item", { value: when.item }),
    when.supplier && say("when.supplier", { value: when.supplier }),
    when.owner && say("when.owner", { value: when.owner }),
    when.tracking && name("when_tracking", when.tracking),
    when.status && say("when.status", { value: name("status", when.status) }),
    range("weight", KG, when.weight_g_min, when.weight_g_max),
    range("volume", LITRES, when.volume_mm3_min, when.volume_mm3_max),
  ].filter(Boolean);
  return parts.length > 0 ? say("when.some", { what: parts.join(say("setup.comma")) }) : say("when.all");
}

const SENTENCES: { readonly [K in Kind]: (says: SaysOf[K], who: string, voice: Voice) => string } = {
  putaway: (says, who, { say, name }) => {
    let where = says.strategy === "plugin" ? say("putaway.by_plugin", { plugin: says.plugin ?? "" }) : name("strategy", says.strategy);
    if (says.zone) where = say("putaway.in_zone", { where, zone: says.zone });
    if (says.size_class) where = say("putaway.of_size", { where, size: says.size_class });
    return say("putaway.says", { who, where });
  },
  removal: (says, who, { say, name }) => {
    const keys = says.sort.map((key) => (key === "plugin" ? say("removal.by_plugin", { plugin: says.plugin ?? "" }) : name("sort", key)));
    return say("removal.says", { who, keys: keys.join(say("removal.then")) });
  },
  replenishment: (says, who, { say }) => say(says.for_orders === false ? "replenishment.at_minimum" : "replenishment.for_orders", { who }) + (says.whole_units ? say("replenishment.whole_units") : ""),
  receipt: (says, who, { say }) => {
    const over = say(says.over_percent ? "receipt.over" : "receipt.no_over", { who, n: says.over_percent ?? 0 });
    const bound = typeof says.over_percent_max === "number" ? say("receipt.bound", { n: says.over_percent_max }) : "";
    return over + bound + (says.inspect_percent ? say("receipt.inspect", { n: says.inspect_percent }) : "");
  },
  count: (says, who, { say }) => {
    const parts = [
      says.after_picks && say("count.after_picks", { n: says.after_picks }),
      says.every_days && say("count.every_days", { n: says.every_days }),
      says.when_empty && say("count.when_empty"),
      says.likely_per_day && say("count.likely", { n: says.likely_per_day }),
    ].filter(Boolean);
    return parts.length > 0 ? say("count.says", { who, when: parts.join(say("setup.comma")) }) : say("count.never", { who });
  },
  cart: (says, _, { say }) => {
    const bounds = [
      says.weight_g_max && say("cart.weight", { n: unscaled(says.weight_g_max, KG) }),
      says.volume_mm3_max && say("cart.volume", { n: unscaled(says.volume_mm3_max, LITRES) }),
      says.slot_volume_mm3 && say("cart.slot_volume", { n: unscaled(says.slot_volume_mm3, LITRES) }),
    ].filter(Boolean);
    return [say("cart.says", { n: says.slots }), ...bounds].join(say("setup.comma"));
  },
};

/** A rule as a form holds it: texts only; sort keys by comma. */
export function draftOf({ when, says }: Pick<Rule, "when" | "says">): Texts {
  const values: Record<string, unknown> = { for_orders: true, ...says };
  const given = (key: string): string => {
    const value = values[key];
    return typeof value === "boolean" ? (value ? YES : "") : Array.isArray(value) ? value.join(",") : value === null || value === undefined ? "" : String(value);
  };
  return {
    ...Object.fromEntries(Object.keys(values).map((key) => [key, given(key)])),
    item: when.item ?? "", owner: when.owner ?? "", class_abc: when.class_abc ?? "", status: when.status ?? "", supplier: when.supplier ?? "", tracking: when.tracking ?? "",
    weight_g_min: unscaled(when.weight_g_min, KG), weight_g_max: unscaled(when.weight_g_max, KG),
    volume_mm3_min: unscaled(when.volume_mm3_min, LITRES), volume_mm3_max: unscaled(when.volume_mm3_max, LITRES),
    ...(says.kind === "cart" ? { weight_g_max: unscaled(says.weight_g_max, KG), volume_mm3_max: unscaled(says.volume_mm3_max, LITRES), slot_volume_mm3: unscaled(says.slot_volume_mm3, LITRES) } : {}),
    slots: says.kind === "cart" ? shownWhole(says.slots) : "",
  };
}

/** What the command says; what cannot be read stays as it was typed, so that the edge says so. */
export function saysOf(kind: Kind, draft: Texts): object {
  const text = (key: string): string | null => draft[key]?.trim() || null;
  const number = (key: string): number | string | null => whole(draft[key] ?? "");
  const isOn = (key: string): boolean => draft[key] === YES;
  const sort = (draft["sort"] ?? "").split(",").filter(Boolean);
  const made: Record<Kind, () => object> = {
    putaway: () => ({ strategy: text("strategy"), zone: text("zone"), size_class: text("size_class"), plugin: text("strategy") === "plugin" ? text("plugin") : null }),
    removal: () => ({ sort, plugin: sort.includes("plugin") ? text("plugin") : null }),
    replenishment: () => ({ for_orders: isOn("for_orders"), whole_units: isOn("whole_units") }),
    receipt: () => ({ over_percent: number("over_percent") ?? 0, over_percent_max: number("over_percent_max"), inspect_percent: number("inspect_percent") ?? 0 }),
    count: () => ({ after_picks: number("after_picks"), every_days: number("every_days"), when_empty: isOn("when_empty"), likely_per_day: number("likely_per_day") }),
    cart: () => ({ slots: number("slots"), weight_g_max: scaled(draft["weight_g_max"] ?? "", KG), volume_mm3_max: scaled(draft["volume_mm3_max"] ?? "", LITRES), slot_volume_mm3: scaled(draft["slot_volume_mm3"] ?? "", LITRES) }),
  };
  return { kind, ...made[kind]() };
}

export function whenOf(kind: Kind, draft: Texts): object {
  if (kind === "cart") return {};
  const named = ["item", "owner", "class_abc", "status", "supplier", "tracking"].map((key) => [key, draft[key]?.trim() || null] as const);
  const measured = [["weight_g_min", KG], ["weight_g_max", KG], ["volume_mm3_min", LITRES], ["volume_mm3_max", LITRES]] as const;
  const all = [...named, ...measured.map(([key, places]) => [key, scaled(draft[key] ?? "", places)] as const)];
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** What a new rule of a kind begins with. */
export function begun(kind: Kind): Texts {
  const says: Record<Kind, Says> = {
    putaway: { kind: "putaway", strategy: "empty" },
    removal: { kind: "removal", sort: [] },
    replenishment: { kind: "replenishment" },
    receipt: { kind: "receipt" },
    count: { kind: "count" },
    cart: { kind: "cart", slots: 6 },
  };
  return draftOf({ when: {}, says: says[kind] });
}

export const isYes = (value: string | undefined): boolean => value === YES;
export const flipped = (value: string | undefined): string => (isYes(value) ? "" : YES);
