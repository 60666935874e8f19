// Rows of a list, page after page by cursor; loaded again from the top when the question or the data changes.
import type { Problem } from "../../shared/http.ts";
import type { Coverage, Paged } from "../types.ts";
import type { Hub } from "./hub.svelte.ts";

const PAGE_ROWS = 200;
/** The hub gives no more at once; a longer table keeps its later pages while the first is refreshed. */
const PAGE_ROWS_MAX = 500;
/** What a browser holds with ease; a longer list is exported at its site. */
const ROWS_MAX = 100_000;

export class Rows<T> {
  items = $state.raw<readonly T[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  asOf = $state<string | null>(null);
  coverage = $state.raw<Coverage | null>(null);
  #cursor: string | null = null;
  #asked = "";
  #turn: Promise<void> | null = null;
  #questions = 0;
  #answered = 0;

  constructor(private readonly hub: Hub) {}

  /** A new question empties the table; the same question again refreshes what is shown, in place. */
  async load(path: string, query: Record<string, string | null | undefined>): Promise<void> {
    const filled = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
    const asked = `${path}?${new URLSearchParams(filled).toString()}`;
    if (asked !== this.#asked) {
      this.items = [];
      this.loaded = false;
    }
    this.#asked = asked;
    const wanted = Math.min(PAGE_ROWS_MAX, Math.max(PAGE_ROWS, this.items.length));
    const beyond = this.items.slice(wanted);
    const cursor = this.#cursor;
    const question = ++this.#questions;
    const answer = await this.hub.ask<Paged<T>>(`${asked}&limit=${wanted}`);
    // Answers may overtake each other; an older one must not stand over a newer.
    if (asked !== this.#asked || question < this.#answered) return;
    this.#answered = question;
    this.loaded = true;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.#take(answer.body, []);
    if (beyond.length === 0) return;
    this.items = [...this.items, ...beyond];
    this.#cursor = cursor;
  }

  /** The next page; whoever asks while it is under way waits for the same one. */
  more(): Promise<void> {
    this.#turn ??= this.#next().finally(() => (this.#turn = null));
    return this.#turn;
  }

  async #next(): Promise<void> {
    if (!this.#cursor) return;
    const asked = this.#asked;
    const answer = await this.hub.ask<Paged<T>>(`${asked}&limit=${PAGE_ROWS}&cursor=${encodeURIComponent(this.#cursor)}`);
    if (answer.ok && asked === this.#asked) this.#take(answer.body, this.items);
  }

  /** Pages to the end, for a file; a list that is asked for anew meanwhile ends it. */
  async all(): Promise<void> {
    const asked = this.#asked;
    for (let known = -1; this.#cursor && asked === this.#asked && known < this.items.length && known < ROWS_MAX; ) {
      known = this.items.length;
      await this.more();
    }
  }

  #take(page: Paged<T>, before: readonly T[]): void {
    this.items = [...before, ...page.items];
    this.#cursor = page.next_cursor ?? null;
    this.asOf = page.as_of ?? null;
    this.coverage = page.coverage ?? null;
  }
}
