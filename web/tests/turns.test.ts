// Turns of dialogues that the edge leads: sent one by one, stopped together, and shown as a question.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../shared/http.ts";
import type { Command } from "../tablet/core/command.ts";
import { readKept } from "../tablet/core/db.ts";
import { exclusive } from "../tablet/core/exclusive.ts";
import { Flusher, type Wire } from "../tablet/core/flush.ts";
import { Outbox } from "../tablet/core/outbox.ts";
import type { EdgeTurn } from "../tablet/core/turns.ts";
import type { Level, Reply } from "../tablet/core/types.ts";
import { type Move, PLAIN } from "../tablet/dialogue/question.ts";
import { dayShown, dayTyped, given, handOf, shown } from "../tablet/led/ask.ts";
import { freshDatabase, picked, replyTo } from "./bench.ts";

function turn(number: number, more: Partial<EdgeTurn> = {}, asked: Partial<EdgeTurn["question"]> = {}): EdgeTurn {
  const question = { ...PLAIN, title: { key: "putaway.title" as const }, ask: { key: "ask.lay_at" as const }, ...asked };
  return { dialogue: "putaway", stage: "target", event: "found", number, takes: ["location", "quantity"], question, asked: false, ...more };
}

const scan = (code: string): Command => ({ type: "scan", turn: null, code, command_id: `scan-${code}`, scanned_at: null });

/** Scans in a queue, each answered at the level given for its code; what was sent, and what is left. */
async function queue(codes: readonly string[], levels: Readonly<Record<string, Level>>, heard = true, others: Command[] = []) {
  const database = await freshDatabase();
  const outbox = new Outbox(database);
  for (const command of [...others, ...codes.map(scan)]) await outbox.enqueue(command, 0, "P1");
  const sent: string[] = [];
  const reply = (command: Command): Reply => ({ ...replyTo(command, levels[command.type === "scan" ? command.code : ""] ?? "ok"), turn: turn(sent.length) });
  const wire: Wire = {
    one: (command) => {
      sent.push(command.command_id);
      return Promise.resolve({ ok: true, status: 200, body: reply(command), atMs: null } as Answer<Reply>);
    },
    many: (commands) => {
      sent.push(commands.map((command) => command.command_id).join("+"));
      return Promise.resolve({ ok: true, status: 200, body: { replies: commands.map((command) => replyTo(command)) }, atMs: null });
    },
  };
  const watch = { answered: () => heard, loginNeeded: () => undefined, standing: () => null };
  const flusher = new Flusher(outbox, wire, watch, exclusive(database, "tab", () => 0, undefined), () => 0, () => 0.5);
  await flusher.kick();
  const left = (await outbox.all()).map((entry) => [entry.command.command_id, entry.state, entry.reply?.level ?? null]);
  return { sent, left, standing: await readKept(database, "standing") };
}

test("turns go one by one, behind what was queued before them", async () => {
  const { sent, left, standing } = await queue(["A", "B"], {}, true, [picked(1), picked(2)]);
  assert.deepEqual(sent, ["command-1+command-2", "scan-A", "scan-B"]);
  assert.deepEqual(left, []);
  assert.deepEqual([standing?.person, standing?.turn?.number], ["P1", 3]);
});

for (const level of ["block", "warn", "info"] as const) {
  test(`an answer of ${level} stops the scans made blind after it, and keeps them all`, async () => {
    const { sent, left, standing } = await queue(["A", "B", "C"], { B: level });
    assert.deepEqual(sent, ["scan-A", "scan-B"]);
    assert.deepEqual(left, [["scan-B", "attention", level], ["scan-C", "attention", null]]);
    assert.equal(standing?.turn?.number, 2);
  });
}

const open = (dialogue: string | null): Command => ({ type: "open_dialogue", turn: null, dialogue, command_id: `open-${dialogue}`, scanned_at: null });

test("what a login asks about interrupted work stops nothing that is opened meanwhile", async () => {
  for (const opened of [[open(null), open("putaway")], [open("putaway"), open(null)]]) {
    const { sent, left } = await queue([], { "": "info" }, false, opened);
    assert.deepEqual(sent, opened.map((command) => command.command_id));
    assert.deepEqual(left, []);
  }
});

test("a scan made before the activity opened is stopped by an answer that it did not", async () => {
  const { sent, left } = await queue(["A"], { "": "info" }, true, [open(null)]);
  assert.deepEqual(sent, ["open-null"]);
  assert.deepEqual(left, [["open-null", "attention", "info"], ["scan-A", "attention", null]]);
});

test("a refusal that was told and that nothing follows is done with; one that nobody heard is kept", async () => {
  assert.deepEqual((await queue(["A"], { A: "block" })).left, []);
  assert.deepEqual((await queue(["A"], { A: "block" }, false)).left, [["scan-A", "attention", "block"]]);
  assert.deepEqual((await queue(["A"], { A: "info" }, false)).left, []);
});

test("presses and entries name the screen they were made on, scans do not", () => {
  const at = turn(7);
  const draft = (move: Move, hand = handOf(at, null)) => {
    const made = given(at, hand, move);
    return "draft" in made ? made.draft : null;
  };
  assert.deepEqual(draft({ kind: "scan", code: "X" }), { type: "scan", turn: null, code: "X" });
  assert.deepEqual(draft({ kind: "press", id: "skip" }), { type: "choose", turn: 7, option: "skip" });
  assert.deepEqual(draft({ kind: "choose", id: "row" }), { type: "choose", turn: 7, option: "row" });
  const counted = { ...handOf(at, null), pad: "quantity" as const, number: 4 };
  assert.deepEqual(draft({ kind: "press", id: "@enter" }, counted), { type: "enter", turn: 7, quantity: 4 });
});

test("a stage that takes a quantity offers the pad, which the next turn puts away", () => {
  const at = turn(7, {}, { goods: { item: "22423", text: "", quantity: 10, lot: null, expiry: null } });
  assert.deepEqual(shown(at, handOf(at, null)).sides.map((side) => side.id), ["@quantity"]);
  const opened = given(at, handOf(at, null), { kind: "press", id: "@quantity" });
  assert.ok("hand" in opened);
  const pad = shown(at, opened.hand);
  assert.deepEqual([pad.entry, pad.value, pad.primary?.id], ["number", 10, "@enter"]);
  assert.equal(shown(turn(8), handOf(turn(8), opened.hand)).entry, "none");
});

test("on a pad that the edge asks for, its own button is the thing to do until another number is keyed in", () => {
  const at = turn(3, { takes: ["weight"] }, { entry: "number", value: 5, big: { form: "number", text: "5" }, primary: { id: "post", label: { key: "do.post" } }, sides: [{ id: "back", label: { key: "do.back" } }] });
  const before = shown(at, handOf(at, null));
  assert.deepEqual([before.primary?.id, before.sides.map((side) => side.id), before.big], ["post", ["back"], null]);
  const keyed = { ...handOf(at, null), number: 830 };
  assert.deepEqual(shown(at, keyed).primary?.label, { key: "do.enter_weight", args: { n: 830 } });
  const made = given(at, keyed, { kind: "press", id: "@enter" });
  assert.deepEqual("draft" in made && made.draft, { type: "enter", turn: 3, weight_g: 830 });
});

test("a date is keyed in as year, month, day, and what is no day is not sent", () => {
  const at = turn(3, { takes: ["expiry"] }, { entry: "date" });
  const press: Move = { kind: "press", id: "@enter" };
  assert.equal(dayShown([..."202703"].reduce(dayTyped, "")), "2027-03-__");
  const made = given(at, { ...handOf(at, null), text: "20270331" }, press);
  assert.deepEqual("draft" in made && made.draft, { type: "enter", turn: 3, expiry: "2027-03-31" });
  assert.deepEqual(given(at, { ...handOf(at, null), text: "20270231" }, press), { refused: "day" });
});

test("a text is sent as it was keyed in, an empty one is not", () => {
  const at = turn(3, { takes: ["lot"] }, { entry: "text" });
  const press: Move = { kind: "press", id: "@enter" };
  const made = given(at, { ...handOf(at, null), text: " L-24 " }, press);
  assert.deepEqual("draft" in made && made.draft, { type: "enter", turn: 3, text: "L-24" });
  assert.deepEqual(given(at, handOf(at, null), press), { refused: "blank" });
});
