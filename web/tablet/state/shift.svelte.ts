// The page's state around one device and one person: session, line, queue, lists.
import { Engine } from "../core/engine.ts";
import { Feedback } from "../core/feedback.ts";
import { type Database, type Entry, readKept, writeKept } from "../core/db.ts";
import { EMPTY } from "../core/floor.ts";
import { type EdgeTurn, turnsIn } from "../core/turns.ts";
import type { Reply, Session, View } from "../core/types.ts";
import type { Problem } from "../../shared/http.ts";
import { openStream } from "../../shared/stream.ts";
import { voice } from "../words/words.svelte.ts";

export type Gate = "opening" | "enrol" | "login" | "locked" | "open";

export class Shift {
  gate = $state<Gate>("opening");
  session = $state.raw<Session | null>(null);
  view = $state.raw<View>(EMPTY.view);
  entries = $state.raw<readonly Entry[]>([]);
  online = $state(false);
  nowMs = $state(Date.now());
  audible = $state(false);
  wasEnrolled = $state(false);
  late = $state.raw<Entry | null>(null);
  readonly queued = $derived(this.entries.filter((entry) => entry.state === "queued"));
  readonly attention = $derived(this.entries.filter((entry) => entry.state === "attention"));
  /** Turns that stopped, with the answer that stopped them: nothing goes on until a person has seen them. */
  readonly halted = $derived(turnsIn(this.entries, "attention"));
  readonly turnsQueued = $derived(turnsIn(this.entries, "queued"));
  turn = $state.raw<EdgeTurn | null>(null);
  /** Who tells the answers to turns while the page of such a dialogue is up. */
  hears: ((entry: Entry, reply: Reply | null, problem: Problem | null) => boolean) | null = null;
  readonly engine: Engine;
  readonly feedback = new Feedback();
  #closeStream: (() => void) | null = null;

  constructor(private readonly database: Database) {
    this.engine = new Engine(database, {
      changed: () => this.#look(),
      loginNeeded: () => this.#loginNeeded(),
      refusedLate: (entry) => (this.late = entry),
      turned: (entry, reply, problem) => this.hears?.(entry, reply, problem) ?? false,
    });
  }

  /** Opens with what the tablet knows, then with what the edge says. */
  async start(): Promise<void> {
    await this.engine.load();
    this.#enter(await readKept(this.database, "session"), false);
    window.addEventListener("online", () => void this.engine.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.engine.flush();
    });
    setInterval(() => {
      this.nowMs = Date.now();
      void this.engine.tick();
      this.#look();
    }, 1000);
    await this.refreshSession();
    await this.engine.flush();
    await navigator.storage?.persist?.();
  }

  async refreshSession(): Promise<void> {
    const answer = await this.engine.ask<Session>("/api/v1/session");
    if (answer.ok) await this.entered(answer.body);
    else if (answer.problem.status === 401) this.#enter({ ...(this.session ?? NOBODY), person: null }, true);
    else if (!this.session) this.gate = "enrol";
  }

  async entered(session: Session): Promise<void> {
    const known = this.session?.person?.id;
    await writeKept(this.database, "session", session);
    this.#enter(session, true);
    if (!session.person || session.locked) return;
    await this.engine.loggedIn(session.person.id);
    // Whoever takes up this tablet goes on with what was interrupted, wherever that was.
    if (known !== session.person.id) await this.engine.give({ type: "open_dialogue", turn: null, dialogue: null });
    await this.engine.tick();
  }

  async startSound(): Promise<void> {
    this.audible = await this.feedback.start();
  }

  async logout(): Promise<void> {
    const answer = await this.engine.ask<null>("/api/v1/session", { method: "DELETE" });
    if (answer.ok && this.session) await this.entered({ ...this.session, person: null });
  }

  #enter(session: Session | null, told: boolean): void {
    if (!session) return;
    this.wasEnrolled = this.session?.device != null && session.device === null;
    this.session = session;
    this.gate = gateOf(session);
    this.engine.person = this.gate === "open" ? (session.person?.id ?? null) : null;
    if (session.person) void voice.suggest(session.person.language);
    if (told && this.gate === "open") this.#listen();
  }

  #listen(): void {
    if (this.#closeStream) return;
    this.#closeStream = openStream("/api/v1/events", ["work", "stock", "sync"], {
      opened: () => {
        this.engine.link.good();
        void this.engine.flush();
        this.engine.lists.refreshSoon();
      },
      event: (name) => {
        this.engine.link.good();
        if (name === "work") this.engine.lists.refreshSoon();
      },
    });
  }

  #loginNeeded(): void {
    if (this.gate !== "open" || !this.session) return;
    this.#closeStream?.();
    this.#closeStream = null;
    void this.refreshSession();
  }

  #look(): void {
    this.view = this.engine.view;
    this.entries = this.engine.entries;
    this.turn = this.engine.turn;
    this.online = this.engine.link.online;
  }
}

function gateOf(session: Session): Gate {
  if (session.device === null) return "enrol";
  if (session.person === null) return "login";
  return session.locked ? "locked" : "open";
}

const NOBODY: Session = { device: null, person: null, locked: false, site: { code: "", name: "", company: "" }, version: "" };
