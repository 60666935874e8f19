// Rows that are asked in the sequence of a number that people never see: where one stands is moved, not typed.

export interface Placed {
  readonly id: string;
  readonly at: number;
}

const FIRST = 100;
const STEP = 10;
const MOST = 10_000;

/** Which numbers change so that the row at `from` stands at `to`: its own where there is room between its new
 * neighbours, else all that a new count gives another. */
export function moved(list: readonly Placed[], from: number, to: number): readonly Placed[] {
  const one = list[from];
  if (!one || from === to || to < 0 || to >= list.length) return [];
  const others = list.filter((each) => each !== one);
  const between = numberBetween(others[to - 1]?.at, others[to]?.at);
  if (between !== null) return [{ id: one.id, at: between }];
  const step = Math.max(1, Math.min(STEP, Math.floor(MOST / (list.length + 1))));
  const inTurn = [...others.slice(0, to), one, ...others.slice(to)];
  return inTurn.map((each, place) => ({ id: each.id, at: (place + 1) * step })).filter((each, place) => each.at !== inTurn[place]?.at);
}

/** The number of a row behind all others. */
export const behind = (list: readonly Placed[]): number => (list.length === 0 ? FIRST : Math.min(MOST, Math.max(...list.map((each) => each.at)) + STEP));

function numberBetween(before: number | undefined, after: number | undefined): number | null {
  if (after === undefined) return before === undefined || before + STEP > MOST ? null : before + STEP;
  const lowest = before ?? Math.max(-1, after - 2 * STEP);
  const middle = Math.floor((lowest + after) / 2);
  return middle > lowest && middle < after ? middle : null;
}
