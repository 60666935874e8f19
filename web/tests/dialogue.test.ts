// Dialogues walked by scan: what is asked, what is sent, and what a wrong scan is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Draft } from "../tablet/core/command.ts";
import { apply } from "../tablet/core/floor.ts";
import type { View } from "../tablet/core/types.ts";
import { pack } from "../tablet/dialogue/pack.ts";
import { pick } from "../tablet/dialogue/pick.ts";
import { putaway } from "../tablet/dialogue/putaway.ts";
import type { Dialogue, Move } from "../tablet/dialogue/question.ts";
import { receive } from "../tablet/dialogue/receive.ts";
import { ship } from "../tablet/dialogue/ship.ts";
import { pickTask, VIEW } from "./bench.ts";

const scan = (code: string): Move => ({ kind: "scan", code });
const press = (id: string): Move => ({ kind: "press", id });
const number = (value: number): Move => ({ kind: "number", value });

/** Walks the moves as the page does; a command takes effect on the view as if it were saved. */
function walk<S>(dialogue: Dialogue<S>, moves: readonly Move[], start: View = VIEW) {
  let state = dialogue.start(null);
  let view = start;
  const log: string[] = [];
  const drafts: Draft[] = [];
  for (const move of moves) {
    const turn = dialogue.take(state, move, view);
    state = turn.state;
    if (turn.told) log.push(`${turn.told.tone} ${turn.told.say.key}`);
    if (turn.stranger) log.push(`stranger ${turn.stranger}`);
    if (turn.draft) {
      drafts.push(turn.draft);
      view = apply(view, { ...turn.draft, command_id: String(drafts.length), scanned_at: null });
    }
  }
  return { log, drafts, state, view, question: dialogue.question(state, view) };
}

test("pick: location, then each piece, then the next location is asked", () => {
  const { log, drafts, question } = walk(pick, [scan("LA-01"), scan("22423"), scan("5010000224235")]);
  assert.deepEqual(log, ["ok scan.location_ok", "ok scan.counted"]);
  assert.deepEqual(drafts, [{ type: "confirm_pick", task_id: "T1", location: "A-01", item: "22423", lot: null, quantity: 2, unit: null, reason: null }]);
  assert.deepEqual([question?.ask.key, question?.big?.text], ["ask.go_to", "A-02"]);
});

test("pick: a wrong location and a wrong item block and send nothing", () => {
  const { log, drafts } = walk(pick, [scan("A-02"), scan("22423"), scan("A-01"), scan("47566")]);
  assert.deepEqual(log, ["block scan.wrong_location", "block scan.scan_location_first", "ok scan.location_ok", "block scan.wrong_item"]);
  assert.deepEqual(drafts, []);
});

test("pick: short says how many and why", () => {
  const { drafts } = walk(pick, [scan("A-01"), press("short"), number(1), press("not_found")]);
  assert.deepEqual(drafts.map((draft) => draft.type === "confirm_pick" && [draft.quantity, draft.reason]), [[1, "not_found"]]);
});

test("pick: short can never be as many as asked", () => {
  const { question } = walk(pick, [scan("A-01"), press("short"), number(9)]);
  assert.equal(question?.value, 1);
});

test("pick: skipped tasks come back at the end", () => {
  const { question } = walk(pick, [press("skip"), press("skip"), press("skip")]);
  assert.equal(question?.big?.text, "A-01");
});

test("pick: the next task at the same location needs no second location scan", () => {
  const view = { ...VIEW, pick: [pickTask(1), pickTask(4, { location: "A-01" })] };
  const { question } = walk(pick, [scan("A-01"), press("all")], view);
  assert.deepEqual([question?.ask.key, question?.big?.form], ["ask.take_from", "number"]);
});

test("pick: another lot in the label than asked blocks", () => {
  const view = { ...VIEW, pick: [pickTask(1, { lot: "2409" })] };
  const { log } = walk(pick, [scan("A-01"), scan("010501000022423510" + "2411")], view);
  assert.equal(log.at(-1), "block scan.wrong_lot");
});

test("putaway: goods by pallet label, then the location", () => {
  const { drafts, question } = walk(putaway, [scan("00340123450000000018"), scan("b-07")]);
  assert.deepEqual(drafts.map((draft) => draft.type === "put_away" && [draft.location, draft.quantity, draft.confirm]), [["B-07", 12, false]]);
  assert.equal(question, null);
});

test("putaway: another location needs the same code twice", () => {
  const asked = walk(putaway, [scan("22423"), scan("C-01"), scan("C-02"), scan("C-01")]);
  assert.deepEqual(asked.drafts, []);
  const sure = walk(putaway, [scan("22423"), scan("C-01"), scan("C-01")]);
  assert.deepEqual(sure.drafts.map((draft) => draft.type === "put_away" && [draft.location, draft.confirm]), [["C-01", true]]);
});

test("putaway: a part leaves the rest of the task", () => {
  const { view } = walk(putaway, [scan("22423"), press("part"), number(5), press("ready"), scan("B-07")]);
  assert.deepEqual(view.putaway.map((task) => task.quantity), [7]);
});

test("receive: scans count, the button receives", () => {
  const { drafts, view } = walk(receive, [scan("asn-1"), scan("22423"), scan("22423"), press("receive")]);
  assert.deepEqual(drafts, [{ type: "receive", asn: "ASN-1", item: "22423", quantity: 2, lot: null, expiry: null, unit: null, condition: "good", confirm: false }]);
  assert.equal(view.receive[0]?.lines[0]?.received, 2);
});

test("receive: more than announced is asked once and then confirmed", () => {
  const { log, drafts } = walk(receive, [scan("ASN-1"), scan("22423"), number(25), press("receive"), press("receive")]);
  assert.equal(log.at(-1), "warn scan.over_receipt");
  assert.deepEqual(drafts.map((draft) => draft.type === "receive" && draft.confirm), [true]);
});

test("receive: another quantity after the question asks again", () => {
  const { drafts } = walk(receive, [scan("ASN-1"), scan("22423"), number(25), press("receive"), number(26), press("receive")]);
  assert.deepEqual(drafts, []);
});

test("receive: a lot is asked for, and a GS1 label answers it at once", () => {
  const asked = walk(receive, [scan("ASN-1"), scan("47566")]);
  assert.equal(asked.question?.ask.key, "ask.scan_lot");
  const told = walk(receive, [scan("ASN-1"), scan("]C10105010000475660" + "17270331" + "102409")]);
  assert.deepEqual([told.question?.ask.key, told.question?.goods?.lot, told.question?.goods?.expiry], ["ask.count_in", "2409", "2027-03-31"]);
});

test("receive: the edge asking for an expiry date brings that step", () => {
  const { state, view } = walk(receive, [scan("ASN-1"), scan("22423")]);
  const next = receive.refused?.(state, "expiry_required") ?? state;
  assert.equal(receive.question(next, view)?.ask.key, "ask.type_expiry");
  const turn = receive.take(next, scan("31.03.2027"), view);
  assert.equal(receive.question(turn.state, view)?.goods?.expiry, "2027-03-31");
});

test("receive: zero is nothing to receive", () => {
  const { log, drafts } = walk(receive, [scan("ASN-1"), scan("22423"), number(0), press("receive")]);
  assert.deepEqual([log.at(-1), drafts], ["block scan.zero_quantity", []]);
});

test("receive: closing with goods missing asks first", () => {
  const { drafts, log } = walk(receive, [scan("ASN-1"), press("close"), press("close")]);
  assert.deepEqual(log.at(-1), "warn receive.close_open");
  assert.deepEqual(drafts, [{ type: "close_receipt", asn: "ASN-1", confirm: true }]);
});

test("pack: counted goods go into the box, too many block", () => {
  const { log, drafts, view } = walk(pack, [scan("569300"), scan("47566"), scan("47566"), scan("22423"), press("close")]);
  assert.equal(log[2], "block scan.over_pack");
  assert.deepEqual(drafts, [{ type: "pack", order: "569300", unit: null, weight_g: null, lines: [{ item: "22423", lot: null, quantity: 1 }, { item: "47566", lot: null, quantity: 1 }] }]);
  assert.deepEqual(view.pack[0]?.lines.map((line) => line.packed), [1, 1]);
});

test("pack: all at once moves the order on to shipping", () => {
  const { drafts, view } = walk(pack, [scan("569300"), press("close")]);
  assert.deepEqual(drafts.map((draft) => draft.type === "pack" && draft.lines), [null]);
  assert.deepEqual([view.pack.length, view.ship.map((order) => order.order), view.counts.ship], [0, ["569300"], 1]);
});

test("ship: the carrier's label is noted, the order's own label ships", () => {
  const packed = walk(pack, [scan("569300"), press("close")]).view;
  const { drafts } = walk(ship, [scan("569300"), scan("1Z999"), scan("569300")], packed);
  assert.deepEqual(drafts, [{ type: "ship", order: "569300", carrier: null, tracking: "1Z999" }]);
});

test("a code no step knows is looked up, in every list", () => {
  for (const dialogue of [receive, putaway, pack, ship] as Dialogue<unknown>[]) {
    assert.deepEqual(walk(dialogue, [scan("NOBODY")]).log, ["stranger NOBODY"]);
  }
});

const BOX = { barcodes: ["5010000224235", "15010000224232"], packs: { "15010000224232": 12 } };

test("a box counts what it holds, also without a line: in, out and into the carton", () => {
  const asn = VIEW.receive.map((one) => ({ ...one, lines: one.lines.map((line) => ({ ...line, ...BOX })) }));
  const coming = walk(receive, [scan("ASN-1"), scan("15010000224232"), scan("15010000224232"), press("receive")], { ...VIEW, receive: asn });
  assert.deepEqual(coming.drafts.map((draft) => draft.type === "receive" && draft.quantity), [24]);

  const task = pickTask(1, { ...BOX, quantity: 13 });
  const going = walk(pick, [scan("A-01"), scan("15010000224232"), scan("15010000224232"), scan("22423")], { ...VIEW, pick: [task] });
  assert.deepEqual(going.log, ["ok scan.location_ok", "ok scan.counted", "block scan.over_pick"]);
  assert.deepEqual(going.drafts.map((draft) => draft.type === "confirm_pick" && draft.quantity), [13]);

  const order = VIEW.pack.map((one) => ({ ...one, lines: one.lines.map((line) => ({ ...line, ...BOX, picked: 12 })) }));
  const packed = walk(pack, [scan("569300"), scan("15010000224232"), press("close")], { ...VIEW, pack: order });
  assert.deepEqual(packed.drafts.map((draft) => draft.type === "pack" && draft.lines), [[{ item: "22423", lot: null, quantity: 12 }]]);
});
