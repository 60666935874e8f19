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
  { name: "receiving", group: "inbound", label: "led.receiving", begins: [] },
  { name: "putaway", group: "inbound", label: "led.putaway", begins: ["unit"] },
  { name: "count", group: "inside", label: "led.count", begins: [] },
  { name: "picking", group: "outbound", label: "led.picking", begins: [] },
];

export const mayBegin = (kind: FoundKind): boolean => LED.some((one) => one.begins.includes(kind));
