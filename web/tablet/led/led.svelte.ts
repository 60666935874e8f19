// A dialogue that the edge leads, on this screen: gives each move as a turn and tells the answers as they come.
import { subjectOf } from "../core/command.ts";
import type { Entry } from "../core/db.ts";
import { PATIENCE_MS } from "../core/engine.ts";
import type { EdgeTurn, TurnDraft } from "../core/turns.ts";
import type { Reply } from "../core/types.ts";
import type { Move, Question } from "../dialogue/question.ts";
import type { Problem } from "../../shared/http.ts";
import { said, t } from "../words/words.svelte.ts";
import type { Shift } from "../state/shift.svelte.ts";
import type { Work } from "../state/work.svelte.ts";
import { dayTyped, given, type Hand, handOf, shown } from "./ask.ts";

/** Ways out that the edge offers at every stage. */
const LEAVE = "leave";
const UNDO = "undo";
/** Says yes to the question that is open. */
const CONFIRM = "confirm";

export interface Answered {
  readonly seq: number;
  readonly subject: string;
  readonly tone: Reply["level"];
  readonly text: () => string;
}

const ANSWERS_MAX = 4;
/** The one that stands in the page's own strip, and three before it. */
const LOG_MAX = 4;

const answerOf = (entry: Entry, reply: Reply): Answered => ({
  seq: entry.seq,
  subject: entry.command.type === "scan" ? subjectOf(entry.command) : "",
  tone: reply.level,
  text: () => said(reply.say, reply.outcome),
});

export class Led {
  hand = $state.raw<Hand | null>(null);
  /** Answers to turns that had to wait, oldest first. */
  answered = $state.raw<readonly Answered[]>([]);
  /** The last answers, the latest last. */
  log = $state.raw<readonly Answered[]>([]);
  /** False until the edge was asked to begin, or to go on. */
  #begun = false;
  #opened = $state(false);
  #waited = new Set<number>();

  constructor(
    private readonly shift: Shift,
    private readonly work: Work,
    /** Null: with whatever was interrupted. */
    readonly name: string | null,
    private first: TurnDraft | null,
  ) {}

  /** Where one stands; until this dialogue was opened, not where another one was left. */
  get turn(): EdgeTurn | null {
    const { turn } = this.shift;
    return this.#opened || this.name === null || turn?.dialogue === this.name ? turn : null;
  }

  get asked(): boolean {
    return this.turn?.asked ?? false;
  }

  get question(): Question | null {
    return this.turn && shown(this.turn, handOf(this.turn, this.hand));
  }

  /** A character typed on a hardware key, for the entries that take characters. */
  key(key: string): void {
    const entry = this.question?.entry;
    if (entry === "date" && /^\d$/.test(key)) this.write(dayTyped(this.text, key));
    if (entry === "text" && key.length === 1) this.write(this.text + key);
  }

  get text(): string {
    return this.turn ? handOf(this.turn, this.hand).text : "";
  }

  write(text: string): void {
    if (this.turn) this.hand = { ...handOf(this.turn, this.hand), text };
  }

  /** The answer to what was given last is not known, and a person has noticed: the screen is of before. */
  get waiting(): boolean {
    const oldest = this.shift.turnsQueued.find((entry) => entry.command.type !== "open_dialogue");
    return oldest !== undefined && (!this.shift.online || this.shift.nowMs - oldest.queuedAtMs > PATIENCE_MS);
  }

  /** Asks the edge to begin or to go on, as soon as it can be asked and nothing given before is on its way. */
  begin(): void {
    const { online, turnsQueued, halted } = this.shift;
    if (this.#begun || halted.length > 0) return;
    if (turnsQueued.length > 0) this.#begun = this.turn !== null;
    else if (online) {
      this.#begun = true;
      void this.#give(this.first ?? { type: "open_dialogue", turn: null, dialogue: this.name });
    }
  }

  async take(move: Move): Promise<void> {
    if (this.shift.halted.length > 0) return this.work.tell("block", () => t("led.see_first"));
    if (move.kind === "press" && move.id === "confirm") return this.#confirm();
    if (!this.turn) return this.work.tell("block", () => t("led.not_open"));
    // Nothing but a scan makes sense before the answers; hardware keys still reach the buttons of before.
    if (this.waiting && move.kind !== "scan") return;
    const turn = given(this.turn, handOf(this.turn, this.hand), move);
    if ("hand" in turn) this.hand = turn.hand;
    else if ("draft" in turn) await this.#give(turn.draft);
    else this.#refused(turn.refused);
  }

  undo(): Promise<void> {
    return this.#way(UNDO);
  }

  leave(): Promise<void> {
    return this.#way(LEAVE);
  }

  /** What stopped was seen: the person goes on from the step on the screen. */
  async seen(): Promise<void> {
    const [first] = this.shift.halted;
    this.work.dismiss();
    for (const entry of this.shift.halted) await this.shift.engine.outbox.remove(entry.seq);
    if (first && !this.turn) this.#begun = false;
    this.begin();
  }

  /** An answer came. True: it was told here. */
  heard(entry: Entry, reply: Reply | null, problem: Problem | null): boolean {
    if (this.work.screen !== "work" || this.work.led !== this) return false;
    const { command } = entry;
    // What a login asked about interrupted work is no answer to what was opened since.
    if (command.type === "open_dialogue" && command.dialogue !== this.name) return false;
    this.#opened ||= reply?.turn != null;
    if (!reply) {
      const { detail = "", title = "", code = "" } = problem ?? {};
      this.work.tell("block", () => t("say.failed", { detail: detail || title || code }));
      return true;
    }
    const ended = reply.turn === null && reply.level === "info";
    if (ended) this.work.show("home");
    if (reply.outcome !== "accepted" || command.type !== "open_dialogue") {
      this.work.tell(reply.level, () => said(reply.say, reply.outcome));
      this.log = [...this.log, answerOf(entry, reply)].slice(-LOG_MAX);
    }
    this.#note(entry, reply);
    if (ended) this.#lookUp(entry, reply);
    return true;
  }

  /** Answers that came late stand together, so that the last does not hide the others. */
  #note(entry: Entry, reply: Reply): void {
    const late = this.#waited.delete(entry.seq);
    this.answered = late ? [...this.answered, answerOf(entry, reply)].slice(-ANSWERS_MAX) : [];
  }

  /** A scan that began no work is looked up instead. */
  #lookUp(entry: Entry, reply: Reply): void {
    const { command } = entry;
    if (command.type === "scan" && reply.outcome === "stale_step") void this.work.lookup.find(command.code);
  }

  /** Undo and leave mean the same whatever the screen shows, so behind waiting scans they name no screen. */
  async #way(option: string): Promise<void> {
    if (!this.turn) return option === LEAVE ? this.work.show("home") : undefined;
    await this.#give({ type: "choose", turn: this.waiting ? null : this.turn.number, option });
    if (option === LEAVE && this.waiting) this.work.show("home");
  }

  async #confirm(): Promise<void> {
    const { asked, turn } = this;
    if (asked && turn) await this.#give({ type: "choose", turn: turn.number, option: CONFIRM });
  }

  #refused(why: "day" | "blank"): void {
    const scanned = this.text;
    this.work.tell("block", () => (why === "day" ? t("scan.bad_day", { scanned }) : t("led.blank")));
  }

  async #give(draft: TurnDraft): Promise<void> {
    const { engine } = this.shift;
    try {
      const entry = await engine.give(draft);
      if (!this.shift.online) return this.#saved(entry);
      setTimeout(() => {
        if (engine.entries.some((one) => one.seq === entry.seq && one.state === "queued")) this.#saved(entry);
      }, PATIENCE_MS);
    } catch {
      this.work.tell("block", () => t("say.disk"));
    }
  }

  /** Saved, not answered: said once for each, with how many there are. */
  #saved(entry: Entry): void {
    if (this.work.led !== this || entry.command.type === "open_dialogue") return;
    this.#waited.add(entry.seq);
    const n = this.shift.turnsQueued.length;
    this.work.tell("queued", () => t("led.saved", { n }));
  }
}
