// Putaway: scan the goods, go to the location, scan it. Another location than asked needs a second scan.
import type { PutawayTask, View } from "../core/types.ts";
import { meansItem, meansLocation, sameCode, ssccOf } from "./match.ts";
import { type Dialogue, type Move, PLAIN, type Question, type Row, stay, tell, type Turn } from "./question.ts";

export interface PutawayState {
  readonly task: string | null;
  readonly quantity: number | null;
  readonly part: boolean;
  /** The code that raised the question; only the same code answers it. */
  readonly asked: string | null;
  readonly done: number;
}

const FRESH = { task: null, quantity: null, part: false, asked: null };

export const putaway: Dialogue<PutawayState> = {
  start: () => ({ ...FRESH, done: 0 }),

  question(state, view) {
    if (view.putaway.length === 0) return null;
    const task = taskOf(state, view);
    const base = { ...PLAIN, title: { key: "putaway.title" as const } };
    if (!task) return chooseQuestion(base, state, view);
    if (state.part) return partQuestion(base, state, task);
    return {
      ...base,
      ask: { key: task.to_location ? "ask.bring_to" : "ask.any_location" },
      big: task.to_location ? { form: "code", text: task.to_location } : null,
      goods: { quantity: state.quantity ?? task.quantity, item: task.item, text: task.description, lot: task.lot, expiry: null },
      stops: stopsOf(task),
      progress: { done: state.done, of: state.done + view.putaway.length },
      primary: task.to_location ? { id: "here", label: { key: "do.put_here" } } : null,
      sides: [
        { id: "back", label: { key: "do.other_goods" } },
        ...(task.quantity > 1 ? [{ id: "part", label: { key: "do.part" as const } }] : []),
      ],
    };
  },

  take(state, move, view) {
    const task = taskOf(state, view);
    if (!task) return onChoose(state, move, view);
    if (move.kind === "press" && move.id === "back") return stay({ ...state, ...FRESH });
    if (move.kind === "press" && move.id === "part") return stay({ ...state, part: true, quantity: state.quantity ?? task.quantity });
    if (state.part) return onPart(state, move, task);
    return onLocation(state, move, task);
  },
};

const taskOf = (state: PutawayState, view: View): PutawayTask | null =>
  view.putaway.find((task) => task.task_id === state.task) ?? null;

const stopsOf = (task: PutawayTask) => [
  ...(task.from_location ? [{ location: task.from_location, place: "done" as const }] : []),
  ...(task.to_location ? [{ location: task.to_location, place: "now" as const }] : []),
];

const rowOf = (task: PutawayTask): Row => ({
  id: task.task_id, code: task.unit ?? task.item, text: task.description, done: null, of: task.quantity, unit: task.to_location ?? "",
});

function chooseQuestion(base: Omit<Question, "ask">, state: PutawayState, view: View): Question {
  return {
    ...base,
    ask: { key: "ask.scan_goods" },
    words: { key: "putaway.choose" },
    rows: view.putaway.map(rowOf),
    progress: state.done > 0 ? { done: state.done, of: state.done + view.putaway.length } : null,
  };
}

function partQuestion(base: Omit<Question, "ask">, state: PutawayState, task: PutawayTask): Question {
  return {
    ...base,
    ask: { key: "ask.how_many_here", args: { of: task.quantity } },
    entry: "number",
    value: state.quantity ?? task.quantity,
    goods: { quantity: null, item: task.item, text: task.description, lot: task.lot, expiry: null },
    primary: { id: "ready", label: { key: "do.ready" } },
    sides: [{ id: "whole", label: { key: "do.back" } }],
  };
}

function onChoose(state: PutawayState, move: Move, view: View): Turn<PutawayState> {
  if (move.kind === "choose") return stay({ ...state, ...FRESH, task: move.id });
  if (move.kind !== "scan") return stay(state);
  const unit = ssccOf(move.code) ?? move.code;
  const task = view.putaway.find((one) => sameCode(unit, one.unit)) ?? view.putaway.find((one) => meansItem(move.code, one));
  if (!task) return { state, stranger: move.code };
  return tell({ ...state, ...FRESH, task: task.task_id }, "ok", "scan.goods_ok", { item: task.item, location: task.to_location ?? "–" });
}

function onPart(state: PutawayState, move: Move, task: PutawayTask): Turn<PutawayState> {
  if (move.kind === "number") return stay({ ...state, quantity: Math.min(Math.max(1, move.value), task.quantity) });
  if (move.kind === "press" && move.id === "ready") return stay({ ...state, part: false });
  if (move.kind === "press" && move.id === "whole") return stay({ ...state, part: false, quantity: null });
  return stay(state);
}

function onLocation(state: PutawayState, move: Move, task: PutawayTask): Turn<PutawayState> {
  const proposed = task.to_location;
  if (move.kind === "press" && move.id === "here" && proposed) return finish(state, task, proposed, false);
  if (move.kind !== "scan") return stay(state);
  if (proposed && meansLocation(move.code, proposed, task.to_barcode)) return finish(state, task, proposed, false);
  if (meansItem(move.code, task) || sameCode(ssccOf(move.code) ?? move.code, task.unit)) {
    return tell({ ...state, asked: null }, "info", "scan.goods_ok", { item: task.item, location: proposed ?? "–" });
  }
  if (!proposed) return finish(state, task, move.code, false);
  if (sameCode(move.code, state.asked)) return finish(state, task, move.code, true);
  return tell({ ...state, asked: move.code }, "warn", "scan.other_location", { scanned: move.code, location: proposed });
}

function finish(state: PutawayState, task: PutawayTask, location: string, confirm: boolean): Turn<PutawayState> {
  return {
    state: { ...state, ...FRESH, done: state.done + 1 },
    draft: {
      type: "put_away", task_id: task.task_id, item: task.item, quantity: state.quantity ?? task.quantity,
      lot: task.lot, unit: task.unit, location, confirm,
    },
  };
}
