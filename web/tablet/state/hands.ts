// Hardware keys pressed by hand: digits key in the number, Backspace deletes, Enter is the primary button.
import type { Work } from "./work.svelte.ts";

const VALUE_MAX = 999_999;

export function keyMoves(work: Work, key: string): void {
  const question = work.question;
  if (work.screen !== "work" || !question || work.busy) return;
  if (key === "Enter" && work.block) return work.dismiss();
  if (key === "Enter" && question.primary) return void work.move({ kind: "press", id: question.primary.id });
  if (question.entry === "number" && /^\d$/.test(key)) work.type(key);
  else work.led?.key(key);
}

/** A number keyed digit by digit; the first digit replaces what was counted. */
export function typed(value: number, digit: string, fresh: boolean): number {
  return Math.min(VALUE_MAX, Number((fresh ? "" : String(value)) + digit));
}
