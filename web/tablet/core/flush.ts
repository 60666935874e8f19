// Sends the outbox, oldest first, the same ids again until answered. Knows no page and no timers of its own.
import { type Answer, type Problem, SILENCE } from "../../shared/http.ts";
import type { Command } from "./command.ts";
import type { Entry } from "./db.ts";
import type { Exclusive } from "./exclusive.ts";
import { fateOf, verdictOf } from "./judge.ts";
import type { Outbox } from "./outbox.ts";
import { goesOn, isTurn, type EdgeTurn, type TurnCommand } from "./turns.ts";
import type { Reply } from "./types.ts";

export const BATCH_MAX = 100;
export const BACKOFF_MIN_MS = 3_000;
export const BACKOFF_MAX_MS = 30_000;

export interface Wire {
  one(command: Command): Promise<Answer<Reply>>;
  many(commands: readonly Command[]): Promise<Answer<{ replies: readonly (Reply | Problem)[] }>>;
}

export interface Watch {
  /** True when a person is waiting for this very answer: it is shown to them, not filed. */
  answered(entry: Entry, reply: Reply | null, problem: Problem | null): boolean;
  loginNeeded(): void;
  /** Where the person stands in a dialogue that the edge leads, as far as this tablet was told. */
  standing(): EdgeTurn | null;
}

interface Outcome {
  readonly reply: Reply | null;
  readonly problem: Problem | null;
}

export class Flusher {
  #failures = 0;
  #notBeforeMs = 0;
  #running = false;
  #again = false;
  #loginNeeded = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly wire: Wire,
    private readonly watch: Watch,
    private readonly exclusive: Exclusive,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** Something happened that makes success likely: start, enqueue, online, visible, stream open. */
  async kick(): Promise<void> {
    if (this.#running) this.#again = true;
    else await this.#run();
  }

  /** Called every second or so; acts when the backoff has passed. */
  async tick(): Promise<void> {
    if (!this.#running && this.now() >= this.#notBeforeMs) await this.#run();
  }

  get running(): boolean {
    return this.#running;
  }

  loggedIn(): Promise<void> {
    this.#loginNeeded = false;
    return this.kick();
  }

  async #run(): Promise<void> {
    if (this.#loginNeeded) return;
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.exclusive(() => this.#drain());
      } while (this.#again && !this.#loginNeeded);
    } finally {
      this.#running = false;
    }
  }

  async #drain(): Promise<void> {
    for (;;) {
      const entries = await this.outbox.queued(BATCH_MAX);
      if (entries.length === 0) return this.#calm();
      if (!(await this.#send(entries))) return;
      this.#calm();
    }
  }

  /** False when the queue has to wait. */
  async #send(entries: readonly Entry[]): Promise<boolean> {
    const first = entries[0];
    if (!first) return true;
    if (isTurn(first.command)) return this.#turn(first, first.command);
    return this.#batch(first, entries.slice(0, countUntilTurn(entries)));
  }

  async #batch(first: Entry, entries: readonly Entry[]): Promise<boolean> {
    if (entries.length === 1) return this.#take(first, outcomeOf(await this.wire.one(first.command)));
    const answer = await this.wire.many(entries.map((entry) => entry.command));
    if (!answer.ok) {
      // One bad command must not hold the rest: alone it will show itself.
      if (fateOf(answer.problem) === "kept") return this.#take(first, outcomeOf(await this.wire.one(first.command)));
      return this.#wait(answer.problem);
    }
    for (const [index, entry] of entries.entries()) {
      const told = answer.body.replies[index];
      if (!(await this.#take(entry, told ? separate(told) : { reply: null, problem: SILENCE }))) return false;
    }
    return true;
  }

  /** One turn at a time: what comes of it decides whether those made blind after it are sent at all. */
  async #turn(entry: Entry, command: TurnCommand): Promise<boolean> {
    const { reply, problem } = outcomeOf(await this.wire.one(command));
    if (problem && fateOf(problem) !== "kept") return this.#wait(problem);
    const on = goesOn(command, reply, this.watch.standing());
    const told = this.watch.answered(entry, reply, problem);
    const done = reply !== null && verdictOf(reply) === "done";
    await this.outbox.turned(entry, reply, problem, { seen: done || told, goesOn: on });
    return true;
  }

  async #take(entry: Entry, { reply, problem }: Outcome): Promise<boolean> {
    if (reply && verdictOf(reply) === "done") {
      await this.outbox.settle(entry);
      this.watch.answered(entry, reply, null);
      return true;
    }
    if (problem && fateOf(problem) !== "kept") return this.#wait(problem);
    if (this.watch.answered(entry, reply, problem)) await this.outbox.remove(entry.seq);
    else await this.outbox.needsAttention(entry, reply, problem);
    return true;
  }

  #wait(problem: Problem): boolean {
    if (fateOf(problem) === "login") {
      this.#loginNeeded = true;
      this.watch.loginNeeded();
      return false;
    }
    const span = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.#failures++);
    const told = (problem.retry_after_s ?? 0) * 1000;
    this.#notBeforeMs = this.now() + Math.min(BACKOFF_MAX_MS, Math.max(told, span * (0.5 + this.random() / 2)));
    return false;
  }

  #calm(): void {
    this.#failures = 0;
    this.#notBeforeMs = this.now() + BACKOFF_MIN_MS;
  }
}

function countUntilTurn(entries: readonly Entry[]): number {
  const at = entries.findIndex((entry) => isTurn(entry.command));
  return at === -1 ? entries.length : at;
}

function outcomeOf(answer: Answer<Reply>): Outcome {
  return answer.ok ? separate(answer.body) : { reply: null, problem: answer.problem };
}

function separate(told: Reply | Problem): Outcome {
  if ("command_id" in told && "level" in told) return { reply: told, problem: null };
  if ("status" in told) return { reply: null, problem: told };
  return { reply: null, problem: SILENCE };
}
