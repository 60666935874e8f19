// The page's state: who is here, what the sites said last, and whether the hub itself still answers.
import { type Answer, call } from "../../shared/http.ts";
import { openStream } from "../../shared/stream.ts";
import type { HqSession, LinkState, Overview, SiteRow } from "../types.ts";
import { freshness } from "./freshness.ts";
import { type Route, routeOf } from "./route.ts";

export type Gate = "opening" | "login" | "open";
const REFRESH_MS = 10_000;
const SOON_MS = 500;

export class Hub {
  gate = $state<Gate>("opening");
  session = $state.raw<HqSession | null>(null);
  route = $state.raw<Route>(routeOf(location.hash));
  overview = $state.raw<Overview | null>(null);
  /** Rises whenever the hub says that something changed: pages load their rows again. */
  changes = $state(0);
  answering = $state(true);
  heardMs = $state(0);
  nowMs = $state(Date.now());
  #skewMs = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | null = null;

  async start(): Promise<void> {
    window.addEventListener("hashchange", () => (this.route = routeOf(location.hash)));
    setInterval(() => (this.nowMs = Date.now()), 1000);
    setInterval(() => void this.#refresh(), REFRESH_MS);
    const answer = await this.ask<HqSession>("/api/v1/session");
    this.entered(answer.ok ? answer.body : { person: null });
  }

  entered(session: HqSession): void {
    this.session = session;
    this.gate = session.person ? "open" : "login";
    if (this.gate === "open") this.#listen();
    void this.#refresh();
  }

  async logout(): Promise<void> {
    await this.ask<null>("/api/v1/session", { method: "DELETE" });
    this.#stop?.();
    this.#stop = null;
    this.entered({ person: null });
  }

  async ask<T>(path: string, how: { body?: unknown; method?: string } = {}): Promise<Answer<T>> {
    const answer = await call<T>(path, how);
    this.answering = answer.ok || answer.problem.status !== 0;
    if (this.answering) this.heardMs = Date.now();
    if (!answer.ok && answer.problem.status === 401 && this.gate === "open") this.gate = "login";
    return answer;
  }

  /** The hub's clock as of now; ages are told in its time, not in this computer's. */
  get serverNowMs(): number {
    return this.nowMs + this.#skewMs;
  }

  linkOf(site: Pick<SiteRow, "link" | "last_heard">): LinkState {
    return freshness(site.link, site.last_heard, this.serverNowMs);
  }

  siteName(code: string): string {
    return this.overview?.sites.find((site) => site.code === code)?.name ?? code;
  }

  #listen(): void {
    if (this.#stop) return;
    this.#stop = openStream("/api/v1/events", ["sites", "stock", "conflicts"], {
      opened: () => this.#changed(),
      event: () => this.#changed(),
    });
  }

  #changed(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#refresh(), SOON_MS);
  }

  async #refresh(): Promise<void> {
    if (this.gate !== "open") return;
    const answer = await this.ask<Overview>("/api/v1/overview");
    if (!answer.ok) return;
    this.overview = answer.body;
    this.#skewMs = answer.atMs === null ? 0 : answer.atMs - Date.now();
    this.changes += 1;
  }
}
