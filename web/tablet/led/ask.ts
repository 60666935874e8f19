// A turn told by the edge, and what the hand has keyed in since, as a question for the screen; a move as a turn to give.
import { typedDay } from "../core/gs1.ts";
import type { EdgeTurn, TurnDraft } from "../core/turns.ts";
import type { Button, Move, Question } from "../dialogue/question.ts";

export type Pad = "quantity" | "weight" | "date" | "text";

/** What was keyed in on one screen; another turn begins afresh. */
export interface Hand {
  readonly turn: number;
  /** The pad opened by hand; null where the question says which. */
  readonly pad: Pad | null;
  readonly number: number;
  readonly text: string;
}

export type Given = { readonly draft: TurnDraft } | { readonly hand: Hand } | { readonly refused: "day" | "blank" };

/** Ids of the page's own buttons; an option of the edge never begins so. */
const OWN = { enter: "@enter", back: "@back", quantity: "@quantity", weight: "@weight", date: "@date" } as const;
const OFFERS: readonly { kind: string; pad: Pad; id: string; key: "do.quantity" | "do.weight" | "do.expiry" }[] = [
  { kind: "quantity", pad: "quantity", id: OWN.quantity, key: "do.quantity" },
  { kind: "weight", pad: "weight", id: OWN.weight, key: "do.weight" },
  { kind: "expiry", pad: "date", id: OWN.date, key: "do.expiry" },
];
const ENTER = { quantity: "do.enter", weight: "do.enter_weight", date: "do.enter_day", text: "do.enter_text" } as const;
const ASKS = { quantity: "ask.how_many_now", weight: "ask.weight_g", date: "ask.type_expiry", text: "do.type_code" } as const;
const DAY_DIGITS = 8;
const NONE: Button[] = [];

export function handOf(turn: EdgeTurn, hand: Hand | null): Hand {
  if (hand && hand.turn === turn.number) return hand;
  const { value, goods, entry } = turn.question;
  return { turn: turn.number, pad: null, number: entry === "number" ? value : (goods?.quantity ?? 0), text: "" };
}

function padOf(turn: EdgeTurn, hand: Hand): Pad | null {
  if (hand.pad) return hand.pad;
  const { entry } = turn.question;
  if (entry === "date" || entry === "text") return entry;
  if (entry === "none") return null;
  return turn.takes.find((kind) => kind === "quantity" || kind === "weight") === "weight" ? "weight" : "quantity";
}

/** What the screen asks: the edge's question, with the pad in hand and the ways out that every stage has. */
export function shown(turn: EdgeTurn, hand: Hand): Question {
  const asked = turn.question;
  const pad = padOf(turn, hand);
  if (!pad) return { ...asked, sides: [...asked.sides, ...offers(turn)] };
  const about = hand.pad ? { ask: { key: ASKS[hand.pad] }, words: null, stops: [], progress: null } : {};
  const back: Button[] = hand.pad ? [{ id: OWN.back, label: { key: "do.back" } }] : NONE;
  // What was keyed in goes first; until then the edge's own button is the thing to do.
  const typed = asked.entry === "number" ? hand.number !== asked.value : hand.text !== "";
  const keyed = hand.pad !== null || typed;
  // Where a reason is asked, its buttons are the thing to do; a step that offers none takes the number as it stands.
  const enter = keyed || (!asked.primary && asked.sides.every((side) => side.id === "back"));
  return {
    ...asked,
    ...about,
    big: asked.big?.form === "number" || hand.pad ? null : asked.big,
    rows: hand.pad ? [] : asked.rows,
    entry: pad === "date" || pad === "text" ? pad : "number",
    value: hand.number,
    primary: enter ? { id: OWN.enter, label: { key: ENTER[pad], args: { n: hand.number } } } : asked.primary,
    sides: [...back, ...(hand.pad ? NONE : asked.sides)],
  };
}

const offers = (turn: EdgeTurn): Button[] =>
  OFFERS.filter((one) => turn.takes.includes(one.kind)).map((one) => ({ id: one.id, label: { key: one.key } }));

/** What a move is: a turn to give, something keyed in, or something that cannot be meant. Scans name no screen: they
 * may be made ahead of the answers. All else is an answer to the screen it was made on. */
export function given(turn: EdgeTurn, hand: Hand, move: Move): Given {
  if (move.kind === "scan") return { draft: { type: "scan", turn: null, code: move.code } };
  if (move.kind === "number") return { hand: { ...hand, number: move.value } };
  if (move.kind === "choose") return { draft: { type: "choose", turn: turn.number, option: move.id } };
  if (move.id === OWN.enter) return entered(turn, hand);
  if (move.id === OWN.back) return { hand: handOf(turn, null) };
  const offer = OFFERS.find((one) => one.id === move.id);
  if (offer) return { hand: { ...hand, pad: offer.pad } };
  return { draft: { type: "choose", turn: turn.number, option: move.id } };
}

function entered(turn: EdgeTurn, hand: Hand): Given {
  const enter = { type: "enter", turn: turn.number } as const;
  switch (padOf(turn, hand)) {
    case "date": {
      const day = typedDay(hand.text);
      return day ? { draft: { ...enter, expiry: day } } : { refused: "day" };
    }
    case "text":
      return hand.text.trim() === "" ? { refused: "blank" } : { draft: { ...enter, text: hand.text.trim() } };
    case "weight":
      return { draft: { ...enter, weight_g: hand.number } };
    default:
      return { draft: { ...enter, quantity: hand.number } };
  }
}

/** Digits of a date as they are keyed in: year, month, day, with what is still to come. */
export function dayShown(text: string): string {
  const digits = text.padEnd(DAY_DIGITS, "_");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}

export const dayTyped = (text: string, digit: string): string => (text + digit).slice(0, DAY_DIGITS);
