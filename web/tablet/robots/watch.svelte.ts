// What the page knows of the fleet: live over a stream, or of another time out of the recording.
import { call, type Problem } from "../../shared/http.ts";
import { applied } from "../../shared/map/fleet.ts";
import { type Change, NO_MAP, type Picture, type Replay, type Robot, type SiteMap } from "../../shared/map/types.ts";
import { openStream } from "../../shared/stream.ts";

const API = "/api/v1/robots";
/** Robots that stand are told of every five seconds; after this silence the page asks for itself. */
const SILENT_MS = 8_000;
export const STALE_MS = 12_000;
const GLIDE_MS = 1_000;
const FRAME_MS = 80;
/** Played fast, what was is shown so often, without gliding: that would cut corners. */
const BEAT_MS = 200;
/** A robot that was carried further than this in a second is not drawn sliding there. */
const JUMP_MM = 4_000;
export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

interface Kept {
  readonly since_ms: number | null;
  readonly until_ms: number | null;
}

export class Watch {
  map = $state.raw<SiteMap>(NO_MAP);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The fleet now, whatever is shown. */
  live = $state.raw<Picture | null>(null);
  heardMs = $state(0);
  nowMs = $state(Date.now());
  /** 0 where robots were, 1 where they are. */
  along = $state(1);
  before: ReadonlyMap<string, Robot> = new Map();
  kept = $state.raw<Kept | null>(null);
  /** The moment that is watched again; null: now. */
  at = $state<number | null>(null);
  playing = $state(false);
  speed = $state<Speed>(10);
  past = $state.raw<Picture | null>(null);
  #ahead: Change[] = [];
  #reach = 0;
  #asked = 0;
  #glideFrom = 0;
  #frame = 0;
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");

  get picture(): Picture | null {
    return this.at === null ? this.live : this.past;
  }

  get isStale(): boolean {
    return this.at === null && this.nowMs - this.heardMs > STALE_MS;
  }

  /** Nothing of this moment was kept: the page was off, or there were no robots yet. */
  get isGap(): boolean {
    return this.at !== null && (this.past === null || this.at - this.past.as_of_ms > 90_000);
  }

  start(): () => void {
    void this.#load();
    const stop = openStream(`${API}/live`, ["picture", "change"], {
      opened: () => undefined,
      event: (name, data) => this.#told(name, data),
    });
    const second = setInterval(() => this.#tick(), 1000);
    const beat = setInterval(() => this.#play(), BEAT_MS);
    return () => {
      stop();
      clearInterval(second);
      clearInterval(beat);
      cancelAnimationFrame(this.#frame);
    };
  }

  async #load(): Promise<void> {
    const [map, picture] = await Promise.all([call<SiteMap>(`${API}/map`), call<Picture>(`${API}/picture`)]);
    this.problem = !map.ok ? map.problem : picture.ok ? null : picture.problem;
    if (!map.ok || !picture.ok) return;
    this.map = map.body;
    this.loaded = true;
    this.see(picture.body);
  }

  #told(name: string, data: string): void {
    const told = JSON.parse(data) as Picture & Change;
    if (name === "picture") this.see(told);
    else if (this.live && told.at_ms > this.live.as_of_ms) this.see(applied(this.live, told));
  }

  /** The fleet now, as the edge just said. */
  see(picture: Picture): void {
    const was = this.live;
    if (was && picture.as_of_ms < was.as_of_ms) return;
    this.heardMs = this.nowMs = Date.now();
    this.problem = null;
    this.live = picture;
    if (picture.map_version !== this.map.version) void this.#refloor();
    if (this.at === null) this.#glide(was, picture, GLIDE_MS);
  }

  async #refloor(): Promise<void> {
    const map = await call<SiteMap>(`${API}/map`);
    if (map.ok) this.map = map.body;
  }

  #tick(): void {
    this.nowMs = Date.now();
    if (this.nowMs - this.heardMs > SILENT_MS) void (this.loaded ? this.#ask() : this.#load());
  }

  async #ask(): Promise<void> {
    const answer = await call<Picture>(`${API}/picture`, { timeoutMs: 4_000 });
    if (answer.ok) this.see(answer.body);
    else this.problem = answer.problem;
  }

  // -- watching again -----------------------------------------------------------------------------

  async openPast(): Promise<void> {
    const answer = await call<Kept>(`${API}/history/kept`);
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.kept = answer.body;
    const { since_ms, until_ms } = answer.body;
    if (since_ms !== null && until_ms !== null) await this.seek(Math.max(since_ms, until_ms - 300_000));
  }

  closePast(): void {
    this.at = null;
    this.playing = false;
    this.past = null;
    this.#ahead = [];
    this.before = new Map();
  }

  async seek(at: number): Promise<void> {
    this.at = Math.round(at);
    this.past = null;
    this.#ahead = [];
    this.#reach = this.at;
    await this.#fetch();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    if (this.at !== null) void this.seek(this.at);
  }

  play(): void {
    this.playing = !this.playing;
  }

  /** The next stretch, in steps that suit the speed. */
  async #fetch(): Promise<void> {
    const mine = ++this.#asked;
    const since = this.#reach;
    const until = since + this.speed * 120_000;
    const answer = await call<Replay>(`${API}/history?since_ms=${since}&until_ms=${until}&step_ms=${this.speed === 1 ? 1 : this.speed * BEAT_MS}`);
    if (mine !== this.#asked || this.at === null) return;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    const { picture, changes, until_ms } = answer.body;
    if (this.past === null) this.past = picture ?? null;
    this.#ahead.push(...(changes ?? []));
    this.#reach = Math.min(until_ms, until);
  }

  #play(): void {
    if (this.at === null || !this.playing) return;
    const end = this.kept?.until_ms ?? this.at;
    const at = Math.min(end, this.at + this.speed * BEAT_MS);
    const was = this.past;
    let now = was;
    while (now && this.#ahead[0] && this.#ahead[0].at_ms <= at) now = applied(now, this.#ahead.shift()!);
    this.at = at;
    this.past = now;
    if (now && now !== was && this.speed === 1) this.#glide(was, now, GLIDE_MS);
    if (at >= end) this.playing = false;
    else if (this.#reach - at < this.speed * 20_000 && this.#reach < end) void this.#fetch();
  }

  // -- movement ----------------------------------------------------------------------------------

  #glide(was: Picture | null, now: Picture, during: number): void {
    const before = new Map((was?.robots ?? []).map((robot) => [robot.serial, robot]));
    const near = now.robots.filter((robot) => {
      const old = before.get(robot.serial);
      const way = old ? Math.hypot(old.x_mm - robot.x_mm, old.y_mm - robot.y_mm) : Infinity;
      if (way > JUMP_MM) before.delete(robot.serial);
      return way > 0 && way <= JUMP_MM;
    });
    this.before = before;
    cancelAnimationFrame(this.#frame);
    if (near.length === 0 || this.#calm.matches || document.hidden) {
      this.along = 1;
      return;
    }
    this.#glideFrom = performance.now();
    this.along = 0;
    const step = (ms: number): void => {
      const along = Math.min(1, (ms - this.#glideFrom) / during);
      if (along - this.along > FRAME_MS / during || along === 1) this.along = along;
      if (this.along < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }
}
