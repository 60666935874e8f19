// Runs the open dialogue: one move at a time, scans queue behind an answer, every answer is told.
import { type Draft, subjectOf } from "../core/command.ts";
import type { Entry } from "../core/db.ts";
import type { Sent } from "../core/engine.ts";
import type { Tone } from "../core/feedback.ts";
import type { Activity, Reply } from "../core/types.ts";
import { pack } from "../dialogue/pack.ts";
import { pick } from "../dialogue/pick.ts";
import { putaway } from "../dialogue/putaway.ts";
import type { Dialogue, Move, Question, Turn } from "../dialogue/question.ts";
import { receive } from "../dialogue/receive.ts";
import { sameCode } from "../dialogue/match.ts";
import { ship } from "../dialogue/ship.ts";
import { mayBegin } from "../led/list.ts";
import type { Led } from "../led/led.svelte.ts";
import type { Photos } from "../photos/photos.svelte.ts";
import type { TurnDraft } from "../core/turns.ts";
import { said, t, voice } from "../words/words.svelte.ts";
import { typed } from "./hands.ts";
import { Lookup } from "./lookup.svelte.ts";
import type { Shift } from "./shift.svelte.ts";

export type Screen = "home" | "work" | "attention" | "menu";

export interface Told {
  readonly tone: Tone;
  /** Worded when shown, so that it follows the language. */
  readonly text: () => string;
  readonly undo: Draft | null;
  readonly count: number;
}

// Each dialogue is used only with states it made itself, so the state's type may be forgotten here.
const DIALOGUES: Record<Activity, Dialogue<unknown>> = {
  receive: receive as Dialogue<unknown>,
  putaway: putaway as Dialogue<unknown>,
  pick: pick as Dialogue<unknown>,
  pack: pack as Dialogue<unknown>,
  ship: ship as Dialogue<unknown>,
};
const REMEMBERED = "holdfast.work";

/** A chunk of its own: most shifts never open it, and the first visit stays light. */
export const ledPage = async () => (await Promise.all([import("../led/page.ts"), voice.fetchLed()]))[0];
type Lazy = Awaited<ReturnType<typeof ledPage>>;
type LedPage = Lazy["LedScreen"];

export class Work {
  screen = $state<Screen>("home");
  activity = $state<Activity | null>(null);
  state = $state.raw<unknown>(null);
  last = $state.raw<Told | null>(null);
  block = $state.raw<Told | null>(null);
  asked = $state.raw<{ draft: Draft; code: string | null; after: unknown } | null>(null);
  busy = $state(false);
  freshNumber = true;
  /** The open dialogue that the edge leads, with its page; both come with the first use. */
  led = $state.raw<Led | null>(null);
  LedPage = $state.raw<LedPage | null>(null);
  photos = $state.raw<Photos | null>(null);
  More = $state.raw<Lazy["More"] | null>(null);
  readonly lookup: Lookup;
  #turns: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(private readonly shift: Shift) {
    this.lookup = new Lookup(shift, (tone, text) => this.tell(tone, text));
    shift.hears = (entry, reply, problem) => this.led?.heard(entry, reply, problem) ?? false;
    this.#recall();
  }

  get question(): Question | null {
    if (this.led) return this.led.question;
    return this.activity ? DIALOGUES[this.activity].question(this.state, this.shift.view) : null;
  }

  open(activity: Activity, subject: string | null = null): void {
    if (activity !== this.activity) this.last = null;
    this.led = null;
    this.activity = activity;
    this.state = DIALOGUES[activity].start(subject);
    this.show("work");
    this.shift.engine.open(activity);
  }

  /** Opens a dialogue that the edge leads; without a name, the one that was interrupted. */
  async lead(name: string | null, first: TurnDraft | null = null): Promise<void> {
    this.last = null;
    this.activity = null;
    try {
      const { Led, LedScreen } = await ledPage();
      this.led = new Led(this.shift, this, name, first);
      this.LedPage = LedScreen;
      this.show("work");
    } catch {
      // The page was not kept yet, and the edge that has it does not answer.
      this.show("home");
      this.tell("block", () => t("led.no_page"));
    }
  }

  show(screen: Screen): void {
    this.screen = screen;
    this.asked = null;
    this.block = null;
    this.lookup.close();
    if (screen === "home") {
      this.activity = null;
      // What such a dialogue asked last is not asked here.
      if (this.led) this.last = null;
      this.led = null;
      this.shift.engine.open(null);
    }
    this.#remember();
  }

  move(move: Move): Promise<void> {
    if (this.led && this.screen === "work") return this.#led(this.led, move);
    this.#turns = this.#turns.then(() => this.#step(move)).catch(() => this.tell("block", () => t("say.disk")));
    return this.#turns;
  }

  /** Not held back behind the answer before: the queue keeps the order, and the edge knows the step. */
  #led(led: Led, move: Move): Promise<void> {
    this.block = null;
    if (move.kind !== "number") this.freshNumber = true;
    return led.take(move);
  }

  tell(tone: Tone, text: () => string, undo: Draft | null = null): void {
    const told = { tone, text, undo, count: ++this.#count };
    this.last = told;
    this.block = tone === "block" ? told : null;
    this.shift.feedback.play(tone);
  }

  /** The block was read and put away by hand. */
  dismiss(): void {
    this.block = null;
  }

  refusedLate(entry: Entry): void {
    this.tell("block", () => t("say.refused_late", { subject: subjectOf(entry.command) }));
  }

  /** One digit of the number asked for; the first replaces what was there. */
  type(digit: string): void {
    const value = this.question?.value ?? 0;
    void this.move({ kind: "number", value: typed(value, digit, this.freshNumber) });
    this.freshNumber = false;
  }

  rub(): void {
    this.freshNumber = false;
    void this.move({ kind: "number", value: Math.floor((this.question?.value ?? 0) / 10) });
  }

  undo(draft: Draft): Promise<void> {
    this.#turns = this.#turns.then(() => this.#send(draft, this.state, null)).catch(() => this.tell("block", () => t("say.disk")));
    return this.#turns;
  }

  async #step(move: Move): Promise<void> {
    this.block = null;
    if (move.kind !== "number") this.freshNumber = true;
    const asked = this.asked;
    this.asked = null;
    if (asked && confirms(move, asked.code)) return this.#send({ ...asked.draft, confirm: true } as Draft, asked.after, null);
    if (this.screen !== "work" || !this.activity) return this.#elsewhere(move);
    this.lookup.close();
    const turn = DIALOGUES[this.activity].take(this.state, move, this.shift.view);
    if (turn.draft) return this.#send(turn.draft, turn.state, move);
    this.#keep(turn);
    if (turn.stranger !== undefined) await this.#stranger(turn.stranger);
  }

  #keep(turn: Turn<unknown>): void {
    this.state = turn.state;
    this.#remember();
    const told = turn.told;
    if (told) this.tell(told.tone, () => t(told.say.key, told.say.args ?? {}));
  }

  async #send(draft: Draft, after: unknown, move: Move | null): Promise<void> {
    this.busy = true;
    try {
      this.#settle(await this.shift.engine.submit(draft), draft, after, move);
    } finally {
      this.busy = false;
      this.#remember();
    }
  }

  #settle(sent: Sent, draft: Draft, after: unknown, move: Move | null): void {
    if (sent.fate === "queued") {
      this.state = after;
      return this.tell("queued", () => t("say.saved"));
    }
    if (sent.fate === "failed") {
      const { detail, title, code } = sent.problem;
      return this.tell("block", () => t("say.failed", { detail: detail || title || code }));
    }
    const { reply } = sent;
    if (sent.fate === "done") this.state = after;
    else if (sent.fate === "ask") this.asked = { draft, after, code: move?.kind === "scan" ? move.code : null };
    else if (this.activity) this.state = DIALOGUES[this.activity].refused?.(this.state, reply.outcome) ?? this.state;
    this.tell(toneOf(reply), () => said(reply.say, reply.outcome), (reply.undo?.command ?? null) as Draft | null);
  }

  async #elsewhere(move: Move): Promise<void> {
    if (move.kind === "scan") await this.#stranger(move.code);
  }

  /** A code this step does not know: go where it belongs if that is plain, else say what it is. */
  async #stranger(code: string): Promise<void> {
    const free = this.activity === null || this.screen !== "work";
    const known = free ? this.lookup.way(code) : null;
    if (!known) await this.lookup.find(code);
    const way = known ?? (free ? this.lookup.way(code) : null);
    if (!way) return free ? this.#begun(code) : undefined;
    this.open(way.activity, way.subject);
    if (way.again) await this.#step({ kind: "scan", code });
  }

  /** What the edge alone can tell: whether this code begins work that it leads. Not while other such work is open,
   * which would take the scan for its own. */
  async #begun(code: string): Promise<void> {
    const { online, turn } = this.shift;
    const kind = this.lookup.found?.kind;
    if (online && !turn && kind && mayBegin(kind)) await this.lead(null, { type: "scan", turn: null, code });
  }

  #remember(): void {
    const { screen, activity, state, led } = this;
    const kept = led ? { screen, led: true } : activity ? { screen, activity, state } : { screen: "home" };
    localStorage.setItem(REMEMBERED, JSON.stringify(kept));
  }

  /** Reopens at the exact step where a reload or a kill cut in. */
  #recall(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Partial<Work>;
      if (kept.led) return void this.lead(null);
      if (!kept.activity || !(kept.activity in DIALOGUES)) return;
      this.state = { ...(DIALOGUES[kept.activity].start(null) as object), ...(kept.state as object) };
      this.activity = kept.activity;
      this.screen = "work";
      this.shift.engine.open(kept.activity);
    } catch {
      // Unreadable leftovers of another version: home is a good place to start.
      localStorage.removeItem(REMEMBERED);
    }
  }
}

function confirms(move: Move, code: string | null): boolean {
  if (move.kind === "scan") return sameCode(move.code, code);
  return move.kind === "press" && move.id === "confirm";
}

function toneOf(reply: Reply): Tone {
  return reply.level;
}
