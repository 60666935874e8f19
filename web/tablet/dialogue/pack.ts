// Packing: choose the order, count goods into a box by scan (or take all), close the box.
import type { PackLine } from "../core/command.ts";
import type { OrderLine, OrderWork, View } from "../core/types.ts";
import { meansItem, piecesOf, sameCode, ssccOf } from "./match.ts";
import { type Dialogue, type Move, PLAIN, type Question, type Row, stay, tell, type Turn } from "./question.ts";

export interface PackState {
  readonly order: string | null;
  readonly counted: Readonly<Record<string, number>>;
  readonly unit: string | null;
  readonly weightG: number | null;
  readonly weighing: boolean;
}

const EMPTY_BOX = { counted: {}, unit: null, weightG: null, weighing: false };

export const pack: Dialogue<PackState> = {
  start: (subject) => ({ order: subject, ...EMPTY_BOX }),

  question(state, view) {
    const order = orderOf(state, view);
    if (order) return state.weighing ? weightQuestion(order, state) : boxQuestion(order, state);
    return view.pack.length === 0 ? null : chooseQuestion(view);
  },

  take(state, move, view) {
    const order = orderOf(state, view);
    if (!order) return onChoose(state, move, view);
    if (state.weighing) return onWeight(state, move);
    return onBox(state, move, order);
  },
};

const orderOf = (state: PackState, view: View): OrderWork | null =>
  view.pack.find((work) => sameCode(work.order, state.order)) ?? null;

const openOf = (line: OrderLine): number => Math.max(0, line.picked - line.packed);
const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

function chooseQuestion(view: View): Question {
  const rows = view.pack.map((work): Row => ({
    id: work.order, code: work.order, text: work.customer ?? "", unit: "",
    done: total(work.lines.map((line) => line.packed)), of: total(work.lines.map((line) => line.picked)),
  }));
  return { ...PLAIN, title: { key: "pack.title", args: { order: "" } }, ask: { key: "ask.scan_order" }, words: { key: "pack.choose" }, rows };
}

function boxQuestion(order: OrderWork, state: PackState): Question {
  const rows = order.lines.filter((line) => openOf(line) > 0).map((line): Row => ({
    id: line.item, code: line.item, text: line.description, done: state.counted[line.item] ?? 0, of: openOf(line), unit: "",
  }));
  const n = total(Object.values(state.counted));
  const all = total(order.lines.map(openOf));
  return {
    ...PLAIN,
    title: { key: "pack.title", args: { order: order.order } },
    ask: { key: "ask.fill_box" },
    big: state.unit ? { form: "code", text: state.unit } : null,
    words: state.weightG === null ? { key: "pack.fill_why" } : { key: "pack.weight_is", args: { n: state.weightG } },
    rows,
    progress: { done: n, of: all },
    primary: n === 0 ? { id: "close", label: { key: "do.pack_all", args: { n: all } } } : { id: "close", label: { key: "do.close_box", args: { n } } },
    sides: [{ id: "back", label: { key: "do.back" } }, { id: "weigh", label: { key: "do.weight" }, on: state.weightG !== null }],
  };
}

function weightQuestion(order: OrderWork, state: PackState): Question {
  return {
    ...PLAIN,
    title: { key: "pack.title", args: { order: order.order } },
    ask: { key: "ask.weight_g" },
    entry: "number",
    value: state.weightG ?? 0,
    primary: { id: "ready", label: { key: "do.ready" } },
    sides: [{ id: "no_weight", label: { key: "do.back" } }],
  };
}

function onChoose(state: PackState, move: Move, view: View): Turn<PackState> {
  if (move.kind === "choose") return stay({ ...state, ...EMPTY_BOX, order: move.id });
  if (move.kind !== "scan") return stay(state);
  const work = view.pack.find((one) => sameCode(move.code, one.order));
  if (!work) return { state, stranger: move.code };
  return tell({ ...state, ...EMPTY_BOX, order: work.order }, "ok", "scan.order_ok", { order: work.order });
}

function onWeight(state: PackState, move: Move): Turn<PackState> {
  if (move.kind === "number") return stay({ ...state, weightG: move.value });
  if (move.kind === "press" && move.id === "ready") return stay({ ...state, weighing: false, weightG: state.weightG || null });
  if (move.kind === "press") return stay({ ...state, weighing: false, weightG: null });
  return stay(state);
}

function onBox(state: PackState, move: Move, order: OrderWork): Turn<PackState> {
  if (move.kind === "press" && move.id === "back") return stay({ ...state, ...EMPTY_BOX, order: null });
  if (move.kind === "press" && move.id === "weigh") return stay({ ...state, weighing: true });
  if (move.kind === "press" && move.id === "close") return closeBox(state, order);
  if (move.kind === "choose") return countOne(state, order.lines.filter((line) => line.item === move.id), move.id);
  if (move.kind !== "scan") return stay(state);
  const unit = ssccOf(move.code);
  if (unit) return tell({ ...state, unit }, "ok", "scan.unit_ok", { unit });
  return countOne(state, order.lines.filter((line) => meansItem(move.code, line)), move.code);
}

function countOne(state: PackState, lines: readonly OrderLine[], code: string): Turn<PackState> {
  const line = lines[0];
  if (!line) return tell(state, "block", "scan.not_in_order", { scanned: code, order: state.order ?? "" });
  const of = total(lines.map(openOf));
  const n = (state.counted[line.item] ?? 0) + piecesOf(code, line);
  if (n > of) return tell(state, "block", "scan.over_pack", { item: line.item, of });
  return tell({ ...state, counted: { ...state.counted, [line.item]: n } }, "ok", "scan.packed_so_far", { item: line.item, n, of });
}

function closeBox(state: PackState, order: OrderWork): Turn<PackState> {
  const items = [...new Set(order.lines.map((line) => line.item))].filter((item) => state.counted[item]);
  const lines = items.map((item): PackLine => ({ item, lot: null, quantity: state.counted[item] ?? 0 }));
  return {
    state: { ...state, ...EMPTY_BOX },
    draft: { type: "pack", order: order.order, unit: state.unit, lines: lines.length > 0 ? lines : null, weight_g: state.weightG },
  };
}
