// Picking: go to the location, take the goods, count them. Tasks are leased to this person and listed in walking order.
import type { ShortReason } from "../core/command.ts";
import { parseGs1 } from "../core/gs1.ts";
import type { PickTask, View } from "../core/types.ts";
import { meansItem, meansLocation, piecesOf } from "./match.ts";
import { type Button, type Dialogue, type Move, PLAIN, type Question, stay, type Stop, tell, type Turn } from "./question.ts";

export interface PickState {
  readonly skipped: readonly string[];
  /** The location this person was last known to stand at. */
  readonly at: string | null;
  readonly task: string | null;
  readonly counted: number;
  readonly short: boolean;
  readonly done: number;
}

const REASONS: readonly Button[] = [
  { id: "not_found", label: { key: "reason.not_found" } },
  { id: "damaged", label: { key: "reason.damaged" } },
  { id: "partial", label: { key: "reason.partial" } },
];

export const pick: Dialogue<PickState> = {
  start: () => ({ skipped: [], at: null, task: null, counted: 0, short: false, done: 0 }),

  question(state, view) {
    const task = currentTask(state, view);
    if (!task) return null;
    const now = settled(state, task);
    const base = {
      ...PLAIN,
      title: { key: "pick.title" as const, args: { order: task.order } },
      progress: { done: now.done, of: now.done + view.pick.length },
    };
    if (now.short) return shortQuestion(base, now, task);
    return now.at === task.location ? takeQuestion(base, now, task) : walkQuestion(base, now, task, view);
  },

  take(state, move, view) {
    const task = currentTask(state, view);
    if (!task) return move.kind === "scan" ? { state, stranger: move.code } : stay(state);
    const now = settled(state, task);
    if (move.kind === "press" && move.id === "skip") {
      return stay({ ...now, skipped: [...now.skipped.filter((id) => id !== task.task_id), task.task_id], counted: 0, short: false });
    }
    if (move.kind === "press" && move.id === "short") return stay({ ...now, short: true });
    if (now.short) return onShort(now, move, task);
    return now.at === task.location ? onGoods(now, move, task) : onWalk(now, move, task);
  },
};

function currentTask(state: PickState, view: View): PickTask | null {
  const open = view.pick.find((task) => !state.skipped.includes(task.task_id));
  if (open) return open;
  // Only skipped tasks are left: they come back in the order they were skipped.
  for (const id of state.skipped) {
    const back = view.pick.find((task) => task.task_id === id);
    if (back) return back;
  }
  return null;
}

/** Another task than last time: its count starts afresh, the place stays. */
function settled(state: PickState, task: PickTask): PickState {
  return state.task === task.task_id ? state : { ...state, task: task.task_id, counted: 0, short: false };
}

const goodsOf = (task: PickTask) => ({
  quantity: task.quantity, item: task.item, text: task.description, lot: task.lot, expiry: task.expiry,
});

function walkQuestion(base: Omit<Question, "ask">, state: PickState, task: PickTask, view: View): Question {
  return {
    ...base,
    ask: { key: "ask.go_to" },
    big: { form: "code", text: task.location },
    goods: goodsOf(task),
    stops: stopsOf(state, task, view),
    primary: { id: "here", label: { key: "do.here" } },
    sides: [{ id: "short", label: { key: "do.short" } }, { id: "skip", label: { key: "do.skip" } }],
  };
}

function stopsOf(state: PickState, task: PickTask, view: View): Stop[] {
  const ahead = view.pick.filter((other) => other !== task && !state.skipped.includes(other.task_id));
  const next = [...new Set(ahead.map((other) => other.location))].filter((location) => location !== task.location);
  return [
    ...(state.at ? [{ location: state.at, place: "done" as const }] : []),
    { location: task.location, place: "now" },
    ...next.slice(0, 2).map((location) => ({ location, place: "next" as const })),
  ];
}

function takeQuestion(base: Omit<Question, "ask">, state: PickState, task: PickTask): Question {
  return {
    ...base,
    ask: { key: "ask.take_from", args: { location: task.location } },
    big: { form: "number", text: String(task.quantity), unit: task.uom },
    words: state.counted > 0 ? { key: "pick.counted", args: { n: state.counted, of: task.quantity } } : { key: "pick.take_why" },
    goods: { ...goodsOf(task), quantity: null },
    primary: { id: "all", label: { key: "do.took", args: { n: task.quantity } } },
    sides: [{ id: "short", label: { key: "do.short" } }, { id: "skip", label: { key: "do.skip" } }],
  };
}

function shortQuestion(base: Omit<Question, "ask">, state: PickState, task: PickTask): Question {
  return {
    ...base,
    ask: { key: "ask.how_many", args: { of: task.quantity, location: task.location } },
    goods: { ...goodsOf(task), quantity: null },
    entry: "number",
    value: state.counted,
    words: { key: "ask.why_short" },
    sides: [{ id: "back", label: { key: "do.back" } }, ...REASONS],
  };
}

function onWalk(state: PickState, move: Move, task: PickTask): Turn<PickState> {
  const there = { ...state, at: task.location };
  if (move.kind === "press" && move.id === "here") return tell(there, "info", "scan.location_ok", { location: task.location });
  if (move.kind !== "scan") return stay(state);
  if (meansLocation(move.code, task.location, task.location_barcode)) {
    return tell(there, "ok", "scan.location_ok", { location: task.location });
  }
  if (meansItem(move.code, task)) return tell(state, "block", "scan.scan_location_first", { location: task.location });
  return tell(state, "block", "scan.wrong_location", { scanned: move.code, asked: task.location });
}

function onGoods(state: PickState, move: Move, task: PickTask): Turn<PickState> {
  if (move.kind === "press" && move.id === "all") return finish(state, task, task.quantity, null);
  if (move.kind !== "scan") return stay(state);
  if (meansLocation(move.code, task.location, task.location_barcode)) {
    return tell(state, "info", "scan.location_ok", { location: task.location });
  }
  if (!meansItem(move.code, task)) return tell(state, "block", "scan.wrong_item", { scanned: move.code, asked: task.item });
  const lot = parseGs1(move.code)?.lot;
  if (lot && task.lot && lot !== task.lot) return tell(state, "block", "scan.wrong_lot", { scanned: lot, asked: task.lot });
  const counted = state.counted + piecesOf(move.code, task);
  if (counted > task.quantity) return tell(state, "block", "scan.over_pick");
  if (counted === task.quantity) return finish(state, task, task.quantity, null);
  return tell({ ...state, counted }, "ok", "scan.counted", { n: counted, of: task.quantity });
}

function onShort(state: PickState, move: Move, task: PickTask): Turn<PickState> {
  if (move.kind === "number") return stay({ ...state, counted: Math.min(move.value, task.quantity - 1) });
  if (move.kind !== "press") return stay(state);
  if (move.id === "back") return stay({ ...state, short: false });
  const reason = REASONS.find((button) => button.id === move.id);
  return reason ? finish(state, task, state.counted, reason.id as ShortReason) : stay(state);
}

function finish(state: PickState, task: PickTask, quantity: number, reason: ShortReason | null): Turn<PickState> {
  return {
    state: { ...state, task: null, counted: 0, short: false, done: state.done + 1, at: task.location },
    draft: {
      type: "confirm_pick", task_id: task.task_id, location: task.location, item: task.item,
      lot: task.lot, quantity, unit: null, reason,
    },
  };
}
