// Photos on their way: kept on the tablet until the edge has both the file and the word to what it belongs.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { STRICT } from "../core/db.ts";
import type { PhotoOf } from "../dialogue/question.ts";

/** A pocketful: beyond it somebody has to carry the tablet to where the line is. */
export const PHOTOS_MAX = 50;

export interface Kept {
  readonly seq: number;
  /** Made when the photo was taken, so that a repeated answer is the same answer. */
  readonly commandId: string;
  readonly of: PhotoOf;
  readonly bytes: ArrayBuffer;
  readonly takenAtMs: number;
  /** Why the edge does not want it; it stays until a person has seen that. */
  readonly refused: string | null;
}

interface Schema extends DBSchema {
  photos: { key: number; value: Omit<Kept, "seq"> & { seq?: number } };
}

export class PhotoStore {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** A database of its own: the outbox is opened on every start, this one with the first dialogue. */
  static async open(name = "holdfast-photos"): Promise<PhotoStore> {
    return new PhotoStore(
      await openDB<Schema>(name, 1, { upgrade: (made) => void made.createObjectStore("photos", { keyPath: "seq", autoIncrement: true }) }),
    );
  }

  async all(): Promise<Kept[]> {
    return (await this.database.getAll("photos")) as Kept[];
  }

  /** Resolves when the photo is on the disk; false when the tablet is full of them. */
  async add(photo: Omit<Kept, "seq" | "refused">): Promise<boolean> {
    const write = this.database.transaction("photos", "readwrite", STRICT);
    const room = (await write.store.count()) < PHOTOS_MAX;
    if (room) await write.store.add({ ...photo, refused: null });
    await write.done;
    return room;
  }

  async refuse(photo: Kept, why: string): Promise<void> {
    const write = this.database.transaction("photos", "readwrite", STRICT);
    await Promise.all([write.store.put({ ...photo, refused: why }), write.done]);
  }

  async remove(seq: number): Promise<void> {
    const write = this.database.transaction("photos", "readwrite", STRICT);
    await Promise.all([write.store.delete(seq), write.done]);
  }
}
