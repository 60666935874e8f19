// What a dialogue asks and what it makes of an answer. Dialogues are pure: state and view in, question or turn out.
import type { Key } from "../words/en.ts";
import type { Draft } from "../core/command.ts";
import type { Tone } from "../core/feedback.ts";
import type { View } from "../core/types.ts";

export interface Line {
  readonly key: Key;
  readonly args?: Readonly<Record<string, string | number>>;
}

export type Move =
  | { readonly kind: "scan"; readonly code: string }
  | { readonly kind: "press"; readonly id: string }
  | { readonly kind: "choose"; readonly id: string }
  | { readonly kind: "number"; readonly value: number };

export interface Button {
  readonly label: Line;
  readonly id: string;
  readonly on?: boolean;
}

export interface Row {
  readonly id: string;
  readonly code: string;
  readonly text: string;
  /** Null where only `of` counts; a blind count has neither. */
  readonly done: number | null;
  readonly of: number | null;
  readonly unit: string;
  /** False where a line is only to be read. */
  readonly choosable?: boolean;
}

export interface Goods {
  readonly quantity: number | null;
  readonly item: string;
  readonly text: string;
  readonly lot: string | null;
  readonly expiry: string | null;
  /** The quantity in packs: 2 × Box + 3. */
  readonly packs?: string | null;
}

/** A place on the way: before, now, and what comes next. */
export interface Stop {
  readonly location: string;
  readonly place: "done" | "now" | "next";
}

/** Where in the racks the big code lies. */
export interface Spot {
  readonly zone: string | null;
  readonly z_mm: number;
}

/** To what a photo taken here will belong. */
export interface PhotoOf {
  readonly document: "asn" | "order" | "unit" | "count" | "shipment";
  readonly number: string;
  readonly purpose: string;
  readonly item?: string | null;
}

export interface Question {
  readonly title: Line;
  readonly ask: Line;
  /** The only big thing: a code, a number, or words where nothing has a code yet. */
  readonly big: { readonly form: "code" | "number"; readonly text: string; readonly unit?: string } | null;
  readonly words: Line | null;
  readonly goods: Goods | null;
  readonly stops: readonly Stop[];
  readonly rows: readonly Row[];
  readonly progress: { readonly done: number; readonly of: number } | null;
  readonly entry: "none" | "number" | "text" | "date";
  readonly value: number;
  readonly primary: Button | null;
  readonly sides: readonly Button[];
  readonly photo?: PhotoOf | null;
  readonly spot?: Spot | null;
}

/** Every field a question may leave out. */
export const PLAIN: Omit<Question, "title" | "ask"> = {
  big: null, words: null, goods: null, stops: [], rows: [], progress: null,
  entry: "none", value: 0, primary: null, sides: [],
};

export interface Told {
  readonly tone: Tone;
  readonly say: Line;
}

export interface Turn<S> {
  /** Where the dialogue stands if nothing has to be sent, or once what was sent is saved. */
  readonly state: S;
  readonly told?: Told;
  readonly draft?: Draft;
  /** The code belongs to no step of this dialogue: look it up and say what it is. */
  readonly stranger?: string;
}

export interface Dialogue<S> {
  start(subject: string | null): S;
  /** Null when there is nothing to ask: the empty state is shown. */
  question(state: S, view: View): Question | null;
  take(state: S, move: Move, view: View): Turn<S>;
  /** The edge refused for want of something this dialogue can ask for. */
  refused?(state: S, outcome: string): S;
}

export const stay = <S>(state: S): Turn<S> => ({ state });
export const tell = <S>(state: S, tone: Tone, key: Key, args?: Line["args"]): Turn<S> => ({
  state,
  told: { tone, say: args ? { key, args } : { key } },
});
