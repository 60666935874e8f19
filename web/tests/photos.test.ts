// Photos wait on the tablet until the edge has both file and word, and none is lost or doubled.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, type Problem, SILENCE } from "../shared/http.ts";
import type { Level, Reply } from "../tablet/core/types.ts";
import { PhotoSender, type PhotoWire } from "../tablet/photos/send.ts";
import { type Kept, PHOTOS_MAX, PhotoStore } from "../tablet/photos/store.ts";

let databases = 0;
const OF = { document: "asn", number: "A1", purpose: "damage" } as const;
const bytes = (n: number): ArrayBuffer => new Uint8Array([n]).buffer;
const fails = <T>(problem: Problem): Promise<Answer<T>> => Promise.resolve({ ok: false, problem });
const tells = <T>(body: T): Promise<Answer<T>> => Promise.resolve({ ok: true, status: 200, body, atMs: null });
const reply = (level: Level): Reply => ({ command_id: "x", outcome: "line_done", level, say: { key: "attach.done", args: {} }, next: null, data: {}, undo: null, replayed: false, turn: null });

/** A tablet with so many photos before an edge that answers as given. */
async function tablet(n: number, edge: Partial<PhotoWire> = {}) {
  const store = await PhotoStore.open(`photos-${++databases}`);
  for (let one = 1; one <= n; one++) await store.add({ commandId: `photo-${one}`, of: OF, bytes: bytes(one), takenAtMs: one });
  const seen = { uploads: 0, attached: [] as string[], sent: 0, refused: 0 };
  const wire: PhotoWire = {
    upload: (body) => {
      seen.uploads += 1;
      return edge.upload?.(body) ?? tells({ hash: `hash-${new Uint8Array(body)[0]}` });
    },
    attach: (photo, hash) => {
      seen.attached.push(`${photo.commandId} ${hash}`);
      return edge.attach?.(photo, hash) ?? tells(reply("ok"));
    },
  };
  const sender = new PhotoSender(store, wire, {
    changed: () => Promise.resolve(),
    sent: () => (seen.sent += 1),
    refused: () => (seen.refused += 1),
  });
  const left = async () => (await store.all()).map((photo) => [photo.commandId, photo.refused]);
  return { store, sender, seen, left, edge };
}

test("photos go up oldest first, each with the word to what it belongs", async () => {
  const { sender, seen, left } = await tablet(2);
  await Promise.all([sender.flush(), sender.flush()]);
  assert.deepEqual(seen, { uploads: 2, attached: ["photo-1 hash-1", "photo-2 hash-2"], sent: 2, refused: 0 });
  assert.deepEqual(await left(), []);
});

for (const problem of [SILENCE, { ...SILENCE, status: 401, code: "locked" }, { ...SILENCE, status: 507, code: "disk_full" }]) {
  test(`with ${problem.code} all of them wait`, async () => {
    const { sender, seen, left } = await tablet(2, { upload: () => fails(problem) });
    await sender.flush();
    assert.deepEqual([seen.uploads, seen.attached], [1, []]);
    assert.deepEqual(await left(), [["photo-1", null], ["photo-2", null]]);
  });
}

test("cut between file and word, both are sent again under the same id", async () => {
  let cut = true;
  const { sender, seen, left } = await tablet(1, { attach: () => (cut ? fails(SILENCE) : tells(reply("ok"))) });
  await sender.flush();
  assert.equal((await left()).length, 1);
  cut = false;
  await sender.flush();
  assert.deepEqual(seen.attached, ["photo-1 hash-1", "photo-1 hash-1"]);
  assert.deepEqual(await left(), []);
});

test("a refused photo is kept with its reason, told once, and holds nobody up", async () => {
  const attach = (photo: Kept) => (photo.commandId === "photo-1" ? tells(reply("block")) : tells(reply("info")));
  const { sender, seen, left, store } = await tablet(2, { attach });
  await sender.flush();
  await sender.flush();
  assert.deepEqual([seen.sent, seen.refused], [1, 1]);
  assert.deepEqual(await left(), [["photo-1", "attach.done"]]);
  for (const photo of await store.all()) await store.remove(photo.seq);
  assert.deepEqual(await left(), []);
});

test("a file the edge cannot take is kept with its reason", async () => {
  const { sender, left } = await tablet(1, { upload: () => fails({ ...SILENCE, status: 413, code: "body_too_large" }) });
  await sender.flush();
  assert.deepEqual(await left(), [["photo-1", "body_too_large"]]);
});

test("the tablet holds so many photos and says when it is full", async () => {
  const { store } = await tablet(PHOTOS_MAX - 1);
  const photo = { commandId: "last", of: OF, bytes: bytes(0), takenAtMs: 0 };
  assert.deepEqual([await store.add(photo), await store.add(photo)], [true, false]);
});
