// Keeps the work lists fresh: at start, on events, after answers, and all of them once in a while.
import type { Answer } from "../../shared/http.ts";
import { type Floor, withList } from "./floor.ts";
import type { Outbox } from "./outbox.ts";
import { ACTIVITIES, type Activity, type Counts, type View } from "./types.ts";

const SOON_MS = 400;
const OLD_AFTER_MS = 30_000;
const CLAIM_TASKS_MAX = 25;

interface Source {
  ask<T>(path: string, how?: { body?: unknown }): Promise<Answer<T>>;
  floor(): Promise<Floor>;
  readonly view: View;
}

interface Listed {
  readonly items: never[];
  readonly as_of: string;
}

export class Lists {
  #open: Activity | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #allAtMs = -Infinity;

  constructor(
    private readonly source: Source,
    private readonly outbox: Outbox,
    private readonly sending: () => boolean,
  ) {}

  open(activity: Activity | null): void {
    this.#open = activity;
    this.refreshSoon(0);
  }

  refreshSoon(inMs = SOON_MS): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#refresh(this.#open ? [this.#open] : []), inMs);
  }

  refreshOld(nowMs: number): void {
    if (nowMs - this.#allAtMs < OLD_AFTER_MS) return;
    this.#allAtMs = nowMs;
    void this.#refresh(ACTIVITIES);
  }

  async #refresh(activities: readonly Activity[]): Promise<void> {
    if (this.#running || this.sending()) return this.refreshSoon();
    this.#running = true;
    try {
      const { settled } = await this.source.floor();
      const changes = await Promise.all([this.#counts(), ...activities.map((activity) => this.#list(activity))]);
      // Fetched while commands were on their way: neither before nor after them, so fetched again.
      if (this.sending()) return this.refreshSoon();
      const kept = await this.outbox.keepFloor((view) => changes.reduce((now, change) => change(now), view), settled);
      if (!kept) this.refreshSoon();
    } finally {
      this.#running = false;
    }
  }

  async #counts(): Promise<(view: View) => View> {
    const answer = await this.source.ask<{ counts: Counts }>("/api/v1/work");
    return (view) => (answer.ok ? { ...view, counts: answer.body.counts } : view);
  }

  async #list(activity: Activity): Promise<(view: View) => View> {
    let answer = await this.source.ask<Listed>(`/api/v1/work/${activity}`);
    if (activity === "pick" && this.#open === "pick" && answer.ok && answer.body.items.length === 0) {
      answer = await this.source.ask<Listed>("/api/v1/work/pick/claim", { body: { limit: CLAIM_TASKS_MAX } });
    }
    const got = answer;
    return (view) => (got.ok ? withList(view, activity, got.body.items, got.body.as_of) : view);
  }
}
