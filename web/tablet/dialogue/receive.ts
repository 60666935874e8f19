// Receiving: choose the ASN, then item by item: lot and expiry where the item needs them, and how many.
import { parseGs1, typedDay } from "../core/gs1.ts";
import type { AsnLine, AsnWork, View } from "../core/types.ts";
import { meansItem, piecesOf, sameCode } from "./match.ts";
import { countQuestion, itemQuestion, onlyWords } from "./receive_ask.ts";
import { type Dialogue, type Move, PLAIN, type Row, stay, tell, type Turn } from "./question.ts";

export interface ReceiveState {
  readonly asn: string | null;
  readonly noDock: boolean;
  readonly item: string | null;
  readonly lot: string | null;
  readonly expiry: string | null;
  readonly needExpiry: boolean;
  readonly counted: number;
  readonly damaged: boolean;
  /** The button that raised a question; only the same button answers it. */
  readonly asked: "receive" | "close" | null;
}

const NO_ITEM = { item: null, lot: null, expiry: null, needExpiry: false, counted: 0, damaged: false, asked: null };

export const receive: Dialogue<ReceiveState> = {
  start: (subject) => ({ asn: subject, noDock: false, ...NO_ITEM }),

  question(state, view) {
    const asn = asnOf(state, view);
    if (!asn) return view.receive.length === 0 ? null : chooseQuestion(view);
    const line = lineOf(state, asn);
    switch (stepOf(state, asn, line)) {
      case "dock":
        return onlyWords(asn, "ask.scan_dock", "receive.dock_why", [{ id: "no_dock", label: { key: "do.receive_now" } }]);
      case "item":
        return itemQuestion(asn, state);
      case "lot":
        return { ...onlyWords(asn, "ask.scan_lot", "receive.lot_why"), goods: goodsOf(state, line), entry: "text" };
      case "expiry":
        return { ...onlyWords(asn, "ask.type_expiry", "receive.expiry_why"), goods: goodsOf(state, line), entry: "text" };
      case "count":
        return countQuestion(asn, state, line);
    }
  },

  take(state, move, view) {
    const asn = asnOf(state, view);
    if (!asn) return onChoose(state, move, view);
    if (move.kind === "press" && move.id === "back") return stay({ ...state, ...NO_ITEM, asn: state.item ? state.asn : null });
    const line = lineOf(state, asn);
    switch (stepOf(state, asn, line)) {
      case "dock":
        return onDock(state, move, asn);
      case "item":
        return onItem(state, move, asn);
      case "lot":
        return move.kind === "scan" ? stay({ ...state, lot: parseGs1(move.code)?.lot ?? move.code }) : stay(state);
      case "expiry":
        return onExpiry(state, move);
      case "count":
        return onCount(state, move, asn, line as AsnLine);
    }
  },

  refused(state, outcome) {
    if (outcome === "lot_required") return { ...state, lot: null };
    return outcome === "expiry_required" ? { ...state, needExpiry: true, expiry: null } : state;
  },
};

const asnOf = (state: ReceiveState, view: View): AsnWork | null =>
  view.receive.find((asn) => sameCode(asn.asn, state.asn)) ?? null;

/** Of several lines with the item, the first still open; else the last. */
function lineOf(state: ReceiveState, asn: AsnWork): AsnLine | null {
  const lines = asn.lines.filter((line) => line.item === state.item);
  return lines.find((line) => line.received < line.expected) ?? lines.at(-1) ?? null;
}

function stepOf(state: ReceiveState, asn: AsnWork, line: AsnLine | null): "dock" | "item" | "lot" | "expiry" | "count" {
  if (asn.state === "announced" && !state.noDock) return "dock";
  if (!line) return "item";
  if (line.tracking.includes("lot") && state.lot === null) return "lot";
  if ((state.needExpiry || line.tracking.includes("expiry")) && state.expiry === null) return "expiry";
  return "count";
}

const goodsOf = (state: ReceiveState, line: AsnLine | null) =>
  line && { quantity: null, item: line.item, text: line.description, lot: state.lot, expiry: state.expiry };

function chooseQuestion(view: View) {
  const rows = view.receive.map((asn): Row => ({
    id: asn.asn, code: asn.asn, text: asn.supplier ?? "", unit: "",
    done: asn.lines.filter((line) => line.received >= line.expected).length, of: asn.lines.length,
  }));
  return { ...PLAIN, title: { key: "receive.title" as const, args: { asn: "" } }, ask: { key: "ask.scan_asn" as const }, words: { key: "receive.choose" as const }, rows };
}

function onChoose(state: ReceiveState, move: Move, view: View): Turn<ReceiveState> {
  if (move.kind === "choose") return stay({ ...state, ...NO_ITEM, asn: move.id });
  if (move.kind !== "scan") return stay(state);
  const asn = view.receive.find((one) => sameCode(move.code, one.asn));
  if (!asn) return { state, stranger: move.code };
  return tell({ ...state, ...NO_ITEM, asn: asn.asn }, "ok", "scan.asn_ok", { asn: asn.asn });
}

function onDock(state: ReceiveState, move: Move, asn: AsnWork): Turn<ReceiveState> {
  if (move.kind === "press" && move.id === "no_dock") return stay({ ...state, noDock: true });
  if (move.kind !== "scan") return stay(state);
  return { state, draft: { type: "arrive_asn", asn: asn.asn, dock: move.code } };
}

function onItem(state: ReceiveState, move: Move, asn: AsnWork): Turn<ReceiveState> {
  if (move.kind === "choose") return stay({ ...state, ...NO_ITEM, item: move.id });
  if (move.kind === "press" && move.id === "close") return onClose(state, asn);
  if (move.kind !== "scan") return stay(state);
  const line = asn.lines.find((one) => meansItem(move.code, one));
  if (!line) return { state: { ...state, asked: null }, stranger: move.code };
  const told = parseGs1(move.code);
  const next = { ...state, ...NO_ITEM, item: line.item, lot: told?.lot ?? null, expiry: told?.expiry ?? null, counted: piecesOf(move.code, line) };
  return tell(next, "ok", "scan.item_ok", { item: line.item });
}

function onClose(state: ReceiveState, asn: AsnWork): Turn<ReceiveState> {
  const open = asn.lines.filter((line) => line.received < line.expected).length;
  if (open > 0 && state.asked !== "close") {
    return tell({ ...state, asked: "close" }, "warn", "receive.close_open", { n: open });
  }
  return { state: { ...state, asked: null }, draft: { type: "close_receipt", asn: asn.asn, confirm: open > 0 } };
}

function onExpiry(state: ReceiveState, move: Move): Turn<ReceiveState> {
  if (move.kind !== "scan") return stay(state);
  const day = parseGs1(move.code)?.expiry ?? typedDay(move.code);
  return day ? stay({ ...state, expiry: day }) : tell(state, "block", "scan.bad_day", { scanned: move.code });
}

function onCount(state: ReceiveState, move: Move, asn: AsnWork, line: AsnLine): Turn<ReceiveState> {
  if (move.kind === "number") return stay({ ...state, counted: move.value, asked: null });
  if (move.kind === "scan") return onCountScan(state, move.code, line);
  if (move.kind !== "press") return stay(state);
  const open = Math.max(0, line.expected - line.received);
  if (move.id === "rest") return stay({ ...state, counted: open, asked: null });
  if (move.id === "damaged") return stay({ ...state, damaged: !state.damaged });
  if (move.id === "expiry") return stay({ ...state, needExpiry: true, expiry: null });
  if (move.id !== "receive") return stay(state);
  if (state.counted < 1) return tell(state, "block", "scan.zero_quantity");
  const over = state.counted - open;
  if (over > 0 && state.asked !== "receive") {
    return tell({ ...state, asked: "receive" }, "warn", "scan.over_receipt", { over, expected: line.expected });
  }
  return {
    state: { ...state, ...NO_ITEM },
    draft: {
      type: "receive", asn: asn.asn, item: line.item, quantity: state.counted, lot: state.lot, expiry: state.expiry,
      unit: null, condition: state.damaged ? "damaged" : "good", confirm: over > 0,
    },
  };
}

function onCountScan(state: ReceiveState, code: string, line: AsnLine): Turn<ReceiveState> {
  if (!meansItem(code, line)) return tell(state, "block", "scan.finish_item_first", { scanned: code, item: line.item });
  const told = parseGs1(code);
  if (told?.lot && state.lot && told.lot !== state.lot) {
    return tell(state, "block", "scan.wrong_lot", { scanned: told.lot, asked: state.lot });
  }
  const counted = state.counted + piecesOf(code, line);
  return tell({ ...state, counted, asked: null }, "ok", "scan.counted_so_far", { n: counted });
}
