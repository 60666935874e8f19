// Turns of dialogues that the edge leads: what is sent, where one stands after it, and when a queue of them stops.
import type { Question } from "../dialogue/question.ts";
import type { Command, Draft } from "./command.ts";
import type { Entry } from "./db.ts";
import type { Reply } from "./types.ts";

/** Where a person stands in a dialogue that the edge leads, as its reply tells it. */
export interface EdgeTurn {
  readonly dialogue: string;
  readonly stage: string;
  readonly event: string;
  /** Counts up with each turn; a press names the one it was made on. */
  readonly number: number;
  /** Kinds of scan and entry that this stage takes. */
  readonly takes: readonly string[];
  readonly question: Question;
  /** A question is open: the same given again says yes, and so does the option `confirm`. */
  readonly asked: boolean;
}

/** What is kept of it: the person it belongs to, because the edge keeps one for each person. */
export interface Standing {
  readonly person: string | null;
  readonly turn: EdgeTurn | null;
}

const TURNS = ["open_dialogue", "scan", "enter", "choose"] as const;
type TurnType = (typeof TURNS)[number];
export type TurnDraft = Extract<Draft, { type: TurnType }>;
export type TurnCommand = Extract<Command, { type: TurnType }>;

export function isTurn(command: Command): command is TurnCommand {
  return (TURNS as readonly string[]).includes(command.type);
}

/** Turns on their way, and those that stopped with a refusal. */
export const turnsIn = (entries: readonly Entry[], state: Entry["state"]): Entry[] =>
  entries.filter((entry) => entry.state === state && isTurn(entry.command));

/** What a reply says of where one stands: undefined where it says nothing. */
export function standing(reply: Reply | null): EdgeTurn | null | undefined {
  if (!reply || reply.turn) return reply?.turn ?? undefined;
  // The dialogue was left, or none is open. A command that failed as a whole leaves things as they were.
  return reply.level === "block" ? undefined : null;
}

/** Whether what was given next, before this answer was told, may still be sent. Such a turn was made blind:
 * it counts only if the step went the way a person who scans on takes for granted. */
export function goesOn(command: TurnCommand, reply: Reply | null, shown: EdgeTurn | null): boolean {
  if (!reply) return false;
  if (reply.level === "ok") return true;
  const { turn } = reply;
  return command.type === "open_dialogue" && turn != null && turn.dialogue === shown?.dialogue && turn.number === shown.number;
}
