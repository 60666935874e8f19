// What pages of the office have in common: asking the edge, what went wrong, lists read page by page.
import { call, type Problem } from "../../shared/http.ts";
import { CommandIds } from "../../shared/uuid7.ts";
import type { Reply } from "../core/types.ts";
import type { OfficeKey } from "../words/office_en.ts";
import { said } from "../words/words.svelte.ts";
import { catalogue } from "./catalogue.ts";

export const API = "/api/v1";
export const { fetch: fetchWords, say: w, name } = catalogue<OfficeKey>(async () => {
  const [{ officeEn }, { officeZh }] = await Promise.all([import("../words/office_en.ts"), import("../words/office_zh.ts")]);
  return { en: officeEn, zh: officeZh };
});
const ids = new CommandIds();

export function worded(problem: Problem | null): string | null {
  if (!problem) return null;
  return problem.status ? w("office.refused", { detail: problem.detail || problem.title }) : w("office.no_line");
}

export class Desk {
  loaded = $state(false);
  busy = $state(false);
  told = $state("");
  problem = $state<string | null>(null);
  /** What the edge had against what was asked last, in its own words. */
  protected refusal: Problem | Reply | null = null;
  /** Given again as it was, a command without an answer is the same command, not a second one. */
  #unanswered = { text: "", id: "" };

  async read<Body>(path: string): Promise<Body | null> {
    const answer = await call<Body>(API + path);
    this.problem = answer.ok ? null : worded(answer.problem);
    this.loaded ||= answer.ok;
    return answer.ok ? answer.body : null;
  }

  /** Something is changed; null if it was not. */
  async ask<Body>(path: string, body?: object, method = "POST"): Promise<Body | null> {
    this.busy = true;
    this.told = "";
    const answer = await call<Body>(API + path, { body, method, byHand: true });
    this.refusal = answer.ok ? null : answer.problem;
    this.problem = answer.ok ? null : worded(answer.problem);
    this.busy = false;
    return answer.ok ? (answer.body ?? ({} as Body)) : null;
  }

  /** A command of the floor, and what the edge says of it. */
  async command(fields: { readonly type: string } & Readonly<Record<string, unknown>>): Promise<boolean> {
    const text = JSON.stringify(fields);
    if (this.#unanswered.text !== text) this.#unanswered = { text, id: ids.next() };
    const reply = await this.ask<Reply>("/commands", { ...fields, command_id: this.#unanswered.id });
    if (!reply) return false;
    this.#unanswered = { text: "", id: "" };
    const done = reply.level !== "block";
    const heard = this.heard(reply);
    if (done) this.told = heard;
    else this.problem = heard;
    this.refusal = done ? null : reply;
    return done;
  }

  /** A reply in words; pages with words of their own for some look there first. */
  protected heard(reply: Reply): string {
    return said(reply.say, reply.outcome);
  }
}

interface Page<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

/** A list of which more is read when it is wanted. `path` says what is asked for now. */
export class Pages<Row> extends Desk {
  items = $state.raw<readonly Row[]>([]);
  next = $state<string | null>(null);
  #asked = 0;

  constructor(private readonly path: () => string) {
    super();
  }

  load = (): Promise<void> => this.#fetch(null);
  more = (): Promise<void> => this.#fetch(this.next);

  /** An answer that was overtaken by another question is dropped. */
  async #fetch(cursor: string | null): Promise<void> {
    const mine = ++this.#asked;
    const path = this.path();
    const from = cursor === null ? "" : `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
    this.busy = true;
    const page = await this.read<Page<Row>>(path + from);
    if (mine !== this.#asked) return;
    this.busy = false;
    if (!page) return;
    this.items = cursor === null ? page.items : [...this.items, ...page.items];
    this.next = page.next_cursor;
  }
}

/** Only what is set, as a query. */
export function query(path: string, values: Readonly<Record<string, string | null | undefined>>): string {
  const set = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return set.length > 0 ? `${path}?${new URLSearchParams(set)}` : path;
}
