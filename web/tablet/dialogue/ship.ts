// Shipping: choose the packed order, scan the carrier's label if there is one, ship.
import type { OrderWork, View } from "../core/types.ts";
import { sameCode } from "./match.ts";
import { type Dialogue, type Move, PLAIN, type Row, stay, tell, type Turn } from "./question.ts";

export interface ShipState {
  readonly order: string | null;
  readonly tracking: string | null;
}

export const ship: Dialogue<ShipState> = {
  start: (subject) => ({ order: subject, tracking: null }),

  question(state, view) {
    const order = orderOf(state, view);
    if (!order) return view.ship.length === 0 ? null : chooseQuestion(view);
    return {
      ...PLAIN,
      title: { key: "ship.title", args: { order: order.order } },
      ask: { key: "ask.scan_tracking" },
      big: { form: "code", text: order.order },
      words: state.tracking ? { key: "ship.tracking_is", args: { tracking: state.tracking } } : { key: "ship.tracking_why" },
      goods: { quantity: null, item: "", text: order.customer ?? "", lot: null, expiry: null },
      primary: { id: "ship", label: { key: "do.ship", args: { n: unitsOf(order) } } },
      sides: [{ id: "back", label: { key: "do.back" } }],
    };
  },

  take(state, move, view) {
    const order = orderOf(state, view);
    if (!order) return onChoose(state, move, view);
    if (move.kind === "press" && move.id === "back") return stay({ order: null, tracking: null });
    if (move.kind === "press" && move.id === "ship") return shipIt(order, state.tracking);
    if (move.kind !== "scan") return stay(state);
    // The order's own label a second time means: yes, this one.
    if (sameCode(move.code, order.order)) return shipIt(order, state.tracking);
    return tell({ ...state, tracking: move.code }, "ok", "scan.tracking_ok", { tracking: move.code });
  },
};

const orderOf = (state: ShipState, view: View): OrderWork | null =>
  view.ship.find((work) => sameCode(work.order, state.order)) ?? null;

const unitsOf = (order: OrderWork): number => order.lines.reduce((sum, line) => sum + line.packed, 0);

function chooseQuestion(view: View) {
  const rows = view.ship.map((work): Row => ({
    id: work.order, code: work.order, text: work.customer ?? "", done: null, of: unitsOf(work), unit: "",
  }));
  return { ...PLAIN, title: { key: "ship.title" as const, args: { order: "" } }, ask: { key: "ask.scan_order" as const }, words: { key: "ship.choose" as const }, rows };
}

function onChoose(state: ShipState, move: Move, view: View): Turn<ShipState> {
  if (move.kind === "choose") return stay({ order: move.id, tracking: null });
  if (move.kind !== "scan") return stay(state);
  const work = view.ship.find((one) => sameCode(move.code, one.order));
  if (!work) return { state, stranger: move.code };
  return tell({ order: work.order, tracking: null }, "ok", "scan.order_ok", { order: work.order });
}

function shipIt(order: OrderWork, tracking: string | null): Turn<ShipState> {
  return {
    state: { order: null, tracking: null },
    draft: { type: "ship", order: order.order, carrier: null, tracking },
  };
}
