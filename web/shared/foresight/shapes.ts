// Proposals as the API tells them, and the sentences that say why.
import { figure } from "../code.ts";
import type { Values } from "../words.ts";
import type { ForesightKey } from "./words_en.ts";

export type Say = (key: ForesightKey, values?: Values) => string;

export const KINDS = ["reorder", "dead_stock", "slotting"] as const;
export type Kind = (typeof KINDS)[number];

export interface Buying {
  readonly supplier: string | null;
  readonly level: number;
  readonly review_d: number;
  readonly lead_days: readonly number[];
  readonly deliveries: number;
  readonly pack: number;
  readonly least?: number;
  readonly reorder_point: number;
  readonly order_up_to: number;
  readonly expected: number;
  readonly safety: number;
  readonly quantity: number;
}

export interface Swap {
  readonly location: string;
  readonly walk_m: number;
  readonly picks_per_day: number;
  readonly other: string;
  readonly other_location: string;
  readonly other_walk_m: number;
  readonly other_picks_per_day: number;
  readonly gain_m: number;
}

export interface Because {
  readonly as_of_day: string;
  readonly asked: readonly (number | null)[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly on_hand: number;
  readonly on_order: number;
  readonly owed: number;
  readonly arrivals: readonly { readonly day: number; readonly quantity: number }[];
  readonly runs_out_on: string | null;
  readonly runs_out_early_on: string | null;
  readonly class_abc: string;
  readonly class_xyz: string;
  readonly pattern: string;
  readonly quiet_d: number;
  readonly method: string;
  readonly buying: Buying | null;
  readonly swap: Swap | null;
}

export interface Proposal {
  readonly id: string;
  readonly kind: Kind;
  readonly item: string;
  readonly description: string | null;
  readonly uom: string;
  readonly quantity: number;
  readonly urgent_on: string | null;
  readonly as_of_day: string;
  readonly because: Because | null;
}

export interface ZoneLoad {
  readonly kind: "outbound" | "inbound";
  readonly zone: string;
  readonly lines: readonly number[];
  readonly minutes: readonly number[];
}

export interface Outlook {
  readonly as_of_day: string;
  readonly loads: readonly ZoneLoad[];
  readonly seconds_per_line: Readonly<Record<string, number>>;
  readonly items: Readonly<Record<string, number>>;
}

const DAY_MS = 86_400_000;

export const dayAfter = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
export const freeOf = (because: Because): number => because.on_hand + because.on_order - because.owed;
const short = (value: number): string => figure(Math.round(value));

/** What a row of the list says: the thing to do, and until when. */
export function toDo(say: Say, row: Proposal): string {
  if (row.kind === "reorder") return say("foresight.quantity", { n: figure(row.quantity), uom: row.uom });
  if (row.kind === "dead_stock") return say("foresight.lies", { n: figure(row.quantity), uom: row.uom });
  return say("foresight.gain", { n: figure(row.quantity) });
}

export function urgency(say: Say, row: Proposal): string {
  if (row.kind !== "reorder" || !row.urgent_on) return "";
  return row.urgent_on <= dayAfter(row.as_of_day, 1) ? say("foresight.overdue") : say("foresight.order_by", { day: row.urgent_on });
}

export function classOf(say: Say, because: Because | null): string {
  if (!because) return "";
  const pattern = `foresight.pattern_${because.pattern}` as ForesightKey;
  return `${say("foresight.class", { abc: because.class_abc, xyz: because.class_xyz })} · ${say(pattern)}`;
}

/** The rule with its numbers, sentence by sentence. */
export function reasons(say: Say, row: Proposal): string[] {
  const because = row.because;
  if (!because) return [];
  const said: string[] = [];
  if (because.buying && row.kind === "reorder") said.push(...buyingOf(say, row, because, because.buying));
  if (row.kind === "dead_stock") said.push(say("foresight.dead_rule", { quiet: because.quiet_d, here: figure(because.on_hand), uom: row.uom }));
  if (because.swap) said.push(swapOf(say, row.item, because.swap));
  said.push(methodOf(say, because.method));
  return said;
}

const NAMED = ["network", "tsb", "prior"];

function methodOf(say: Say, method: string): string {
  return NAMED.includes(method) ? say(`foresight.method_${method}` as ForesightKey) : say("foresight.method", { method: method.toUpperCase() });
}

function buyingOf(say: Say, row: Proposal, because: Because, rule: Buying): string[] {
  const position = figure(freeOf(because));
  const days = [...new Set(rule.lead_days)].join(", ");
  const lead = rule.lead_days.reduce((sum, one) => sum + one, 0) / rule.lead_days.length;
  const packs = (rule.pack > 1 ? say("foresight.in_packs", { pack: rule.pack }) : "") + ((rule.least ?? 1) > 1 ? say("foresight.at_least", { least: figure(rule.least ?? 1) }) : "");
  return [
    say("foresight.rule", { position, here: figure(because.on_hand), coming: figure(because.on_order), owed: figure(because.owed), point: figure(rule.reorder_point), level: Math.round(rule.level * 1000) / 10 }),
    say("foresight.how_much", { up_to: figure(rule.order_up_to), expected: short(rule.expected), lead: short(lead), review: rule.review_d, safety: short(rule.safety), position, quantity: figure(rule.quantity), uom: row.uom, packs }),
    rule.deliveries > 0 ? say("foresight.seen", { supplier: rule.supplier ?? "–", n: rule.deliveries, days }) : say("foresight.stated", { days }),
  ];
}

function swapOf(say: Say, item: string, swap: Swap): string {
  return say("foresight.swap_rule", {
    item, picks: swap.picks_per_day, location: swap.location, walk: short(swap.walk_m), other: swap.other, other_picks: swap.other_picks_per_day,
    other_location: swap.other_location, other_walk: short(swap.other_walk_m), gain: short(swap.gain_m),
  });
}

/** Stock at the end of each day to come, never below none. */
export function stockLine(because: Because): number[] {
  let left = because.on_hand - because.owed;
  const line = [Math.max(0, left)];
  because.mean.forEach((asked, index) => {
    for (const arrival of because.arrivals) if (arrival.day === index + 1) left += arrival.quantity;
    left -= asked;
    line.push(Math.max(0, left));
  });
  return line;
}
