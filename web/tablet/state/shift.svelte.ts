// The page's state around one device and one person: session, line, queue, lists.
import { Engine } from "../core/engine.ts";
import { Feedback } from "../core/feedback.ts";
import { type Database, type Entry, readKept, writeKept } from "../core/db.ts";
import { EMPTY } from "../core/floor.ts";
import type { Session, View } from "../core/types.ts";
import { openStream } from "../../shared/stream.ts";
import { voice } from "../words/words.svelte.ts";

export type Gate = "opening" | "enrol" | "login" | "open";

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
  readonly engine: Engine;
  readonly feedback = new Feedback();
  #closeStream: (() => void) | null = null;

  constructor(private readonly database: Database) {
    this.engine = new Engine(database, {
      changed: () => this.#look(),
      loginNeeded: () => this.#loginNeeded(),
      refusedLate: (entry) => (this.late = entry),
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
    await writeKept(this.database, "session", session);
    this.#enter(session, true);
    if (!session.person) return;
    await this.engine.loggedIn(session.person.id);
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
    this.engine.person = session.person?.id ?? null;
    this.gate = session.device === null ? "enrol" : session.person === null ? "login" : "open";
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
    this.online = this.engine.link.online;
  }
}

const NOBODY: Session = { device: null, person: null, site: { code: "", name: "", company: "" }, version: "" };
