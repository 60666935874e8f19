// Everything between the screen and the edge: outbox, flush, link state, lists, live events. No screen in here.
import { type Answer, type Ask, call, type Problem } from "../../shared/http.ts";
import type { Command, Draft } from "./command.ts";
import { type Database, type Entry, readKept } from "./db.ts";
import { exclusive } from "./exclusive.ts";
import { EMPTY, type Floor, reapply } from "./floor.ts";
import { Flusher } from "./flush.ts";
import { verdictOf } from "./judge.ts";
import { Link } from "./link.ts";
import { Lists } from "./lists.ts";
import { Outbox } from "./outbox.ts";
import type { Activity, Reply, View } from "./types.ts";
import { type EdgeTurn, isTurn, type TurnDraft, turnsIn } from "./turns.ts";
import { CommandIds } from "../../shared/uuid7.ts";

/** How long a person waits for the edge before "saved on this tablet" is the honest answer. */
export const PATIENCE_MS = 1_500;

export type Sent =
  | { readonly fate: "done" | "ask" | "refuse"; readonly reply: Reply }
  | { readonly fate: "failed"; readonly problem: Problem }
  | { readonly fate: "queued" };

export interface Hearing {
  /** Queue, lists or line state may look different now. */
  changed(): void;
  loginNeeded(): void;
  /** An answer nobody waited for was a refusal. */
  refusedLate(entry: Entry): void;
  /** A turn was answered; true when it was told to the person. */
  turned(entry: Entry, reply: Reply | null, problem: Problem | null): boolean;
}

export class Engine {
  readonly outbox: Outbox;
  readonly link: Link;
  readonly lists: Lists;
  readonly #flusher: Flusher;
  readonly #ids: CommandIds;
  readonly #waiting = new Map<string, (sent: Sent) => void>();
  entries: readonly Entry[] = [];
  view: View = EMPTY.view;
  person: string | null = null;
  /** Where this person stands in a dialogue that the edge leads, as far as this tablet was told. */
  turn: EdgeTurn | null = null;

  constructor(
    private readonly database: Database,
    private readonly hearing: Hearing,
    private readonly now: () => number = Date.now,
    random: () => number = Math.random,
  ) {
    this.#ids = new CommandIds(now);
    this.link = new Link(now, () => void this.flush());
    this.outbox = new Outbox(database, () => void this.load());
    const turns = exclusive(database, this.#ids.next(), now);
    const wire = {
      one: (command: Command) => this.ask<Reply>("/api/v1/commands", { body: command }),
      many: (commands: readonly Command[]) =>
        this.ask<{ replies: (Reply | Problem)[] }>("/api/v1/commands/batch", { body: { commands }, timeoutMs: 20_000 }),
    };
    const watch = {
      answered: (entry: Entry, reply: Reply | null, problem: Problem | null) => this.#answered(entry, reply, problem),
      loginNeeded: () => hearing.loginNeeded(),
      standing: () => this.turn,
    };
    this.#flusher = new Flusher(this.outbox, wire, watch, turns, now, random);
    this.lists = new Lists(this, this.outbox, () => this.#flusher.running);
  }

  /** Reads queue and snapshot again; the view is always the snapshot with the queue reapplied. */
  async load(): Promise<void> {
    const [entries, floor, standing] = await Promise.all([
      this.outbox.all(), readKept(this.database, "floor"), readKept(this.database, "standing"),
    ]);
    this.entries = entries;
    this.turn = standing?.person === this.person ? standing.turn : null;
    const queued = entries.filter((entry) => entry.state === "queued");
    this.view = reapply((floor ?? EMPTY).view, queued.map((entry) => entry.command));
    this.hearing.changed();
  }

  async floor(): Promise<Floor> {
    return (await readKept(this.database, "floor")) ?? EMPTY;
  }

  /** Every exchange goes through here, so that the line state rests on all of them. */
  async ask<T>(path: string, how: Ask = {}): Promise<Answer<T>> {
    const answer = await call<T>(path, how);
    if (!answer.ok && answer.problem.status === 0) this.link.bad();
    else this.link.good();
    if (!answer.ok && answer.problem.status === 401 && !path.startsWith("/api/v1/session")) this.hearing.loginNeeded();
    this.hearing.changed();
    return answer;
  }

  /** Durable first. Rejects when the disk refuses: then nothing was saved and nothing may sound like it. */
  async submit(draft: Draft): Promise<Sent> {
    const command = this.#command(draft);
    const online = this.link.online;
    const answered = online ? this.#wait(command.command_id) : null;
    try {
      await this.outbox.enqueue(command, this.now(), this.person);
    } catch (error) {
      this.#waiting.delete(command.command_id);
      throw error;
    }
    await this.load();
    void this.flush();
    const sent: Sent = answered ? await answered : { fate: "queued" };
    await this.load();
    return sent;
  }

  /** A turn of a dialogue that the edge leads: resolves when it is saved. Its answer is told when it comes, so that
   * scans need not wait for one another; the queue keeps their order. */
  async give(draft: TurnDraft): Promise<Entry> {
    const entry = await this.outbox.enqueue(this.#command(draft), this.now(), this.person);
    await this.load();
    void this.flush();
    return entry;
  }

  #command(draft: Draft): Command {
    return { ...draft, command_id: this.#ids.next(), scanned_at: new Date(this.now()).toISOString() };
  }

  #wait(id: string): Promise<Sent> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => this.#finish(id, { fate: "queued" }), PATIENCE_MS);
      this.#waiting.set(id, (sent) => {
        clearTimeout(giveUp);
        resolve(sent);
      });
    });
  }

  #finish(id: string, sent: Sent): boolean {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.(sent);
    return waiting !== undefined;
  }

  #answered(entry: Entry, reply: Reply | null, problem: Problem | null): boolean {
    if (isTurn(entry.command)) {
      if (reply?.level === "ok") this.lists.refreshSoon();
      const told = this.hearing.turned(entry, reply, problem);
      if (!told && (!reply || verdictOf(reply) !== "done")) this.hearing.refusedLate(entry);
      return told;
    }
    const sent: Sent | null = reply ? { fate: verdictOf(reply), reply } : problem ? { fate: "failed", problem } : null;
    const watched = sent !== null && this.#finish(entry.command.command_id, sent);
    if (sent?.fate === "done") this.lists.refreshSoon();
    else if (!watched) this.hearing.refusedLate(entry);
    return watched;
  }

  flush(): Promise<void> {
    return this.#flusher.kick();
  }

  async loggedIn(person: string): Promise<void> {
    this.person = person;
    await this.#keepApart(person);
    await this.#flusher.loggedIn();
  }

  /** The edge keeps one dialogue for each person: turns that somebody else left are not this person's to send. */
  async #keepApart(person: string): Promise<void> {
    const other = turnsIn(await this.outbox.all(), "queued").filter((entry) => entry.person !== person);
    for (const entry of other) await this.outbox.needsAttention(entry, null, null);
    await this.load();
  }

  /** Once a second: backoff, probe and lists that have grown old. */
  async tick(): Promise<void> {
    if (this.entries.some((entry) => entry.state === "queued")) void this.#flusher.tick();
    if (this.link.probeDue) await this.ask("/healthz", { timeoutMs: 2_000 });
    if (this.link.online && this.person) this.lists.refreshOld(this.now());
  }

  open(activity: Activity | null): void {
    this.lists.open(activity);
  }
}
