// The dialogues that the edge leads, as home offers them. One more is one line here, and its words.
import type { FoundKind } from "../core/types.ts";
import type { Key } from "../words/en.ts";

export type Group = "inbound" | "inside" | "outbound";
export const GROUPS: readonly Group[] = ["inbound", "inside", "outbound"];

export interface Led {
  readonly name: string;
  readonly group: Group;
  /** What home calls it. */
  readonly label: Key;
  /** What a scan on home has to be for the edge to say whether it begins this. */
  readonly begins: readonly FoundKind[];
}

export const LED: readonly Led[] = [
  { name: "work", group: "inside", label: "led.work", begins: [] },
  { name: "receiving", group: "inbound", label: "led.receiving", begins: [] },
  { name: "inspect", group: "inbound", label: "led.inspect", begins: [] },
  { name: "returning", group: "inbound", label: "led.returning", begins: [] },
  { name: "putaway", group: "inbound", label: "led.putaway", begins: ["unit"] },
  { name: "content", group: "inbound", label: "led.content", begins: [] },
  { name: "replenish", group: "inside", label: "led.replenish", begins: [] },
  { name: "moving", group: "inside", label: "led.moving", begins: [] },
  { name: "count", group: "inside", label: "led.count", begins: [] },
  { name: "nesting", group: "inside", label: "led.nesting", begins: [] },
  { name: "exceptions", group: "inside", label: "led.exceptions", begins: [] },
  { name: "kit", group: "inside", label: "led.kit", begins: [] },
  { name: "dekit", group: "inside", label: "led.dekit", begins: [] },
  { name: "picking", group: "outbound", label: "led.picking", begins: [] },
  { name: "zone", group: "outbound", label: "led.zone", begins: [] },
  { name: "packing", group: "outbound", label: "led.packing", begins: [] },
  { name: "staging", group: "outbound", label: "led.staging", begins: [] },
  { name: "loading", group: "outbound", label: "led.loading", begins: [] },
  { name: "delivery", group: "outbound", label: "led.delivery", begins: [] },
];

export const mayBegin = (kind: FoundKind): boolean => LED.some((one) => one.begins.includes(kind));
