// The tablet's own database. What a person was told is saved must survive a power cut: strict durability.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Command } from "./command.ts";
import type { Floor } from "./floor.ts";
import type { Problem } from "../../shared/http.ts";
import type { Standing } from "./turns.ts";
import type { Reply, Session } from "./types.ts";

export interface Entry {
  readonly seq: number;
  readonly command: Command;
  readonly queuedAtMs: number;
  readonly person: string | null;
  readonly state: "queued" | "attention";
  readonly reply: Reply | null;
  readonly problem: Problem | null;
}

export interface Kept {
  floor: Floor;
  standing: Standing;
  session: Session;
  lease: { owner: string; untilMs: number };
}

interface Schema extends DBSchema {
  outbox: { key: number; value: Omit<Entry, "seq"> & { seq?: number } };
  kept: { key: keyof Kept; value: Kept[keyof Kept] };
}

export type Database = IDBPDatabase<Schema>;

// Chromium's default is relaxed since 121: a power cut may then lose seconds.
export const STRICT: IDBTransactionOptions = { durability: "strict" };

export function openDatabase(name = "holdfast"): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      database.createObjectStore("kept");
    },
  });
}

export async function readKept<K extends keyof Kept>(database: Database, key: K): Promise<Kept[K] | null> {
  return ((await database.get("kept", key)) as Kept[K] | undefined) ?? null;
}

export async function writeKept<K extends keyof Kept>(database: Database, key: K, value: Kept[K]): Promise<void> {
  const write = database.transaction("kept", "readwrite", STRICT);
  await Promise.all([write.store.put(value, key), write.done]);
}
