// Commands on their way, oldest first. An entry leaves only when the edge has answered for it.
import { apply, EMPTY, type Floor } from "./floor.ts";
import type { Command } from "./command.ts";
import { type Database, type Entry, STRICT } from "./db.ts";
import type { Problem } from "../../shared/http.ts";
import { standing, turnsIn } from "./turns.ts";
import type { Reply, View } from "./types.ts";

export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly changed: () => void = () => {},
  ) {}

  /** Resolves when the command is on the disk; only then may anyone be told that it is saved. */
  async enqueue(command: Command, queuedAtMs: number, person: string | null): Promise<Entry> {
    const fresh = { command, queuedAtMs, person, state: "queued" as const, reply: null, problem: null };
    const write = this.database.transaction("outbox", "readwrite", STRICT);
    const [seq] = await Promise.all([write.store.add(fresh), write.done]);
    this.changed();
    return { ...fresh, seq };
  }

  async all(): Promise<Entry[]> {
    return (await this.database.getAll("outbox")) as Entry[];
  }

  async queued(limit: number): Promise<Entry[]> {
    return (await this.all()).filter((entry) => entry.state === "queued").slice(0, limit);
  }

  /** Answered and done: out of the queue and into the snapshot in one step, so the view never jumps back. */
  async settle(entry: Entry): Promise<void> {
    const write = this.database.transaction(["outbox", "kept"], "readwrite", STRICT);
    const floor = ((await write.objectStore("kept").get("floor")) as Floor | undefined) ?? EMPTY;
    const after: Floor = { view: apply(floor.view, entry.command), settled: floor.settled + 1 };
    await Promise.all([
      write.objectStore("kept").put(after, "floor"),
      write.objectStore("outbox").delete(entry.seq),
      write.done,
    ]);
    this.changed();
  }

  /** A turn was answered. It leaves, and where one stands now is kept in the same step. If it did not go as the turns
   * given after it took for granted, or if it was refused unseen, it stays with its answer, and those after it are not
   * sent: they wait with it until a person has seen them. */
  async turned(entry: Entry, reply: Reply | null, problem: Problem | null, how: { seen: boolean; goesOn: boolean }): Promise<void> {
    const write = this.database.transaction(["outbox", "kept"], "readwrite", STRICT);
    const box = write.objectStore("outbox");
    const turn = standing(reply);
    if (turn !== undefined) await write.objectStore("kept").put({ person: entry.person, turn }, "standing");
    const blind = turnsIn((await box.getAll()) as Entry[], "queued").filter((one) => one.seq > entry.seq);
    // To open takes no answer for granted, least of all what a login asked about interrupted work.
    const reopened = [entry, blind[0]].every((one) => one?.command.type === "open_dialogue");
    const stops = how.goesOn || reopened ? [] : blind;
    if (how.seen && stops.length === 0) await box.delete(entry.seq);
    else await box.put({ ...entry, state: "attention", reply, problem });
    for (const one of stops) await box.put({ ...one, state: "attention" });
    await write.done;
    this.changed();
  }

  /** Refused with nobody watching: kept and shown until a person decides. */
  async needsAttention(entry: Entry, reply: Reply | null, problem: Problem | null): Promise<void> {
    const write = this.database.transaction("outbox", "readwrite", STRICT);
    await Promise.all([write.store.put({ ...entry, state: "attention", reply, problem }), write.done]);
    this.changed();
  }

  /** A person saw the refusal and let it go. */
  async remove(seq: number): Promise<void> {
    const write = this.database.transaction("outbox", "readwrite", STRICT);
    await Promise.all([write.store.delete(seq), write.done]);
    this.changed();
  }

  /** A fetched view replaces the snapshot unless an answer was folded in while it was under way. */
  async keepFloor(change: (view: View) => View, settledBefore: number): Promise<boolean> {
    const write = this.database.transaction("kept", "readwrite", STRICT);
    const floor = ((await write.store.get("floor")) as Floor | undefined) ?? EMPTY;
    const current = floor.settled === settledBefore;
    if (current) await write.store.put({ ...floor, view: change(floor.view) }, "floor");
    await write.done;
    if (current) this.changed();
    return current;
  }
}
