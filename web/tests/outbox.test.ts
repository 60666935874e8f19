// The queue loses nothing and sends in order, whatever the edge answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, type Problem, SILENCE } from "../shared/http.ts";
import type { Command } from "../tablet/core/command.ts";
import { readKept, writeKept } from "../tablet/core/db.ts";
import { exclusive } from "../tablet/core/exclusive.ts";
import { EMPTY, reapply } from "../tablet/core/floor.ts";
import { BACKOFF_MAX_MS, Flusher, type Wire } from "../tablet/core/flush.ts";
import { Outbox } from "../tablet/core/outbox.ts";
import type { Reply } from "../tablet/core/types.ts";
import { freshDatabase, picked, replyTo, VIEW } from "./bench.ts";

type Told = Reply | Problem;

const problem = (status: number, code: string, wait?: number): Problem => ({
  status, code, title: code, detail: "", ...(wait === undefined ? {} : { retry_after_s: wait }),
});

/** A queue of n picks before an edge that answers each command by the given function. */
async function desk(n: number, answer: (command: Command) => Told, watched = false) {
  const database = await freshDatabase();
  const outbox = new Outbox(database);
  for (let one = 1; one <= n; one++) await outbox.enqueue(picked(one), one, "P1");
  const sent: string[] = [];
  const calls = { batches: 0, logins: 0 };
  const clock = { ms: 0 };
  const asAnswer = (told: Told): Answer<Reply> => ("command_id" in told ? { ok: true, status: 200, body: told, atMs: null } : { ok: false, problem: told });
  const wire: Wire = {
    one: (command) => {
      sent.push(command.command_id);
      return Promise.resolve(asAnswer(answer(command)));
    },
    many: (commands) => {
      calls.batches += 1;
      const told = commands.map(answer);
      const silent = told.find((one) => !("command_id" in one) && one.status === 0);
      if (silent) return Promise.resolve({ ok: false, problem: SILENCE });
      sent.push(...commands.map((command) => command.command_id));
      return Promise.resolve({ ok: true, status: 200, body: { replies: told }, atMs: null });
    },
  };
  const watch = { answered: () => watched, loginNeeded: () => (calls.logins += 1), standing: () => null };
  const turns = exclusive(database, "tab", () => clock.ms, undefined);
  return { database, outbox, flusher: new Flusher(outbox, wire, watch, turns, () => clock.ms, () => 0.5), sent, calls, clock };
}

test("a queue is sent in order, in one batch, and is empty after", async () => {
  const { outbox, flusher, sent, calls } = await desk(20, (command) => replyTo(command));
  await flusher.kick();
  assert.deepEqual(sent, Array.from({ length: 20 }, (_, n) => `command-${n + 1}`));
  assert.equal(calls.batches, 1);
  assert.deepEqual(await outbox.all(), []);
});

test("silence keeps everything, and the same ids go out again", async () => {
  let silent = true;
  const { outbox, flusher, sent } = await desk(3, (command) => (silent ? SILENCE : replyTo(command)));
  await flusher.kick();
  assert.equal((await outbox.all()).length, 3);
  silent = false;
  await flusher.kick();
  assert.deepEqual(sent, ["command-1", "command-2", "command-3"]);
  assert.deepEqual(await outbox.all(), []);
});

for (const [status, code] of [[409, "command_id_reused"], [422, "gone"], [400, "malformed"], [403, "forbidden"]] as const) {
  test(`${status} goes to needs attention and holds nobody up`, async () => {
    const { outbox, flusher } = await desk(3, (command) => (command.command_id === "command-2" ? problem(status, code) : replyTo(command)));
    await flusher.kick();
    const left = await outbox.all();
    assert.deepEqual(left.map((entry) => [entry.command.command_id, entry.state, entry.problem?.code]), [["command-2", "attention", code]]);
  });
}

test("a block that nobody watches is kept, one that is watched was shown", async () => {
  const block = (command: Command) => replyTo(command, "block");
  const unwatched = await desk(1, block);
  await unwatched.flusher.kick();
  assert.deepEqual((await unwatched.outbox.all()).map((entry) => entry.state), ["attention"]);
  const watched = await desk(1, block, true);
  await watched.flusher.kick();
  assert.deepEqual(await watched.outbox.all(), []);
});

test("401 keeps the queue, asks once for login, and goes on after it", async () => {
  let entered = false;
  const { outbox, flusher, calls } = await desk(2, (command) => (entered ? replyTo(command) : problem(401, "login_required")));
  await flusher.kick();
  await flusher.kick();
  await flusher.tick();
  assert.equal(calls.logins, 1);
  assert.equal((await outbox.all()).length, 2);
  entered = true;
  await flusher.loggedIn();
  assert.deepEqual(await outbox.all(), []);
});

for (const told of [problem(503, "busy", 7), problem(429, "slow_down", 7), problem(507, "disk_full"), problem(502, ""), problem(403, "")]) {
  test(`${told.status} ${told.code || "without our code"} waits and keeps the entry queued`, async () => {
    const { outbox, flusher, clock, sent } = await desk(1, () => told);
    await flusher.kick();
    assert.deepEqual((await outbox.all()).map((entry) => entry.state), ["queued"]);
    clock.ms = 1_000;
    await flusher.tick();
    assert.equal(sent.length, 1);
    clock.ms = 7_000;
    await flusher.tick();
    assert.equal(sent.length, 2);
  });
}

test("backoff grows to its cap and no further", async () => {
  const { flusher, clock, sent } = await desk(1, () => SILENCE);
  for (let second = 0; second < 600; second++) {
    clock.ms = second * 1000;
    await flusher.tick();
  }
  const least = 600_000 / BACKOFF_MAX_MS;
  assert.ok(sent.length >= least && sent.length <= 2 * least + 6, `${sent.length} tries`);
});

test("an answer folds into the snapshot in the same step, so the view never jumps back", async () => {
  const { database, outbox, flusher } = await desk(1, (command) => replyTo(command));
  await writeKept(database, "floor", { view: VIEW, settled: 0 });
  const before = reapply(VIEW, (await outbox.all()).map((entry) => entry.command));
  await flusher.kick();
  const floor = (await readKept(database, "floor")) ?? EMPTY;
  assert.deepEqual(floor.view, before);
  assert.equal(floor.settled, 1);
});

test("a list fetched before an answer was folded in is not kept after it", async () => {
  const { database, outbox, flusher } = await desk(1, (command) => replyTo(command));
  await writeKept(database, "floor", { view: VIEW, settled: 0 });
  await flusher.kick();
  assert.equal(await outbox.keepFloor(() => VIEW, 0), false);
  assert.equal(await outbox.keepFloor(() => VIEW, 1), true);
});

test("two tabs with one database do not flush at once", async () => {
  const database = await freshDatabase();
  const one = exclusive(database, "one", () => 0, undefined);
  const two = exclusive(database, "two", () => 0, undefined);
  const told: boolean[] = [];
  await one(async () => {
    told.push(await two(() => Promise.resolve()));
  });
  told.push(await two(() => Promise.resolve()));
  assert.deepEqual(told, [false, true]);
});

test("a lease left by a killed tab runs out", async () => {
  const database = await freshDatabase();
  await writeKept(database, "lease", { owner: "killed", untilMs: 15_000 });
  assert.equal(await exclusive(database, "next", () => 14_999, undefined)(() => Promise.resolve()), false);
  assert.equal(await exclusive(database, "next", () => 15_001, undefined)(() => Promise.resolve()), true);
});
