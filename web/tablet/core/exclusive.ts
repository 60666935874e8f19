// One flush at a time over all tabs: Web Locks where the page is secure, a lease in the database otherwise.
import { type Database, STRICT } from "./db.ts";

export type Exclusive = (work: () => Promise<void>) => Promise<boolean>;

const LEASE_MS = 15_000;

/** Runs the work unless somebody else holds the turn; says which. */
export function exclusive(database: Database, owner: string, now: () => number, locks = lockManager()): Exclusive {
  if (!locks) return (work) => leased(database, owner, now, work);
  return async (work) => {
    let mine = false;
    await locks.request("holdfast-flush", { ifAvailable: true }, async (lock) => {
      mine = lock !== null;
      if (mine) await work();
    });
    return mine;
  };
}

function lockManager(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}

async function leased(database: Database, owner: string, now: () => number, work: () => Promise<void>): Promise<boolean> {
  if (!(await take(database, owner, now))) return false;
  const renewal = setInterval(() => void take(database, owner, now), LEASE_MS / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await database.delete("kept", "lease");
  }
  return true;
}

async function take(database: Database, owner: string, now: () => number): Promise<boolean> {
  const write = database.transaction("kept", "readwrite", STRICT);
  const lease = (await write.store.get("lease")) as { owner: string; untilMs: number } | undefined;
  const free = !lease || lease.owner === owner || lease.untilMs < now();
  if (free) await write.store.put({ owner, untilMs: now() + LEASE_MS }, "lease");
  await write.done;
  return free;
}
