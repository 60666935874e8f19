// The questions of receiving, apart from its decisions.
import type { Key } from "../words/en.ts";
import type { AsnLine, AsnWork } from "../core/types.ts";
import { type Button, PLAIN, type Question, type Row } from "./question.ts";
import type { ReceiveState } from "./receive.ts";

const BACK: Button = { id: "back", label: { key: "do.back" } };

function baseOf(asn: AsnWork): Omit<Question, "ask"> {
  const complete = asn.lines.filter((line) => line.received >= line.expected).length;
  return {
    ...PLAIN,
    title: { key: "receive.title", args: { asn: asn.asn } },
    progress: { done: complete, of: asn.lines.length },
    sides: [BACK],
  };
}

export function onlyWords(asn: AsnWork, ask: Key, words: Key, sides: readonly Button[] = []): Question {
  return { ...baseOf(asn), ask: { key: ask }, words: { key: words, args: { asn: asn.asn } }, sides: [BACK, ...sides] };
}

export function itemQuestion(asn: AsnWork, state: ReceiveState): Question {
  const rows = asn.lines.map((line): Row => ({
    id: line.item, code: line.item, text: line.description, done: line.received, of: line.expected, unit: line.uom,
  }));
  // What is still to come stands first.
  const open = (row: Row): number => (row.done !== null && row.of !== null && row.done >= row.of ? 1 : 0);
  return {
    ...baseOf(asn),
    ask: { key: "ask.scan_item" },
    words: { key: "receive.item_why" },
    rows: rows.sort((a, b) => open(a) - open(b)),
    sides: [BACK, { id: "close", label: { key: "do.close_receipt" }, on: state.asked === "close" }],
  };
}

export function countQuestion(asn: AsnWork, state: ReceiveState, line: AsnLine | null): Question {
  const open = line ? Math.max(0, line.expected - line.received) : 0;
  return {
    ...baseOf(asn),
    ask: { key: "ask.count_in" },
    words: line && { key: "receive.expected", args: { expected: line.expected, received: line.received } },
    goods: line && { quantity: null, item: line.item, text: line.description, lot: state.lot, expiry: state.expiry },
    entry: "number",
    value: state.counted,
    primary: { id: "receive", label: { key: state.damaged ? "do.receive_damaged_n" : "do.receive_n", args: { n: state.counted } } },
    sides: [
      BACK,
      ...(open > 0 ? [{ id: "rest", label: { key: "do.rest" as const, args: { n: open } } }] : []),
      { id: "damaged", label: { key: "do.damaged" }, on: state.damaged },
      ...(state.lot && !state.expiry ? [{ id: "expiry", label: { key: "do.expiry" as const } }] : []),
    ],
  };
}
