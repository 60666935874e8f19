// What the printing page knows: printers, jobs, and whether this person sets printers up.
import { call, type Problem } from "../../shared/http.ts";
import { CommandIds } from "../../shared/uuid7.ts";
import { catalogue } from "../office/catalogue.ts";
import type { PrintKey } from "../words/print_en.ts";
import { voice } from "../words/words.svelte.ts";

export interface Printer {
  readonly printer: string;
  readonly name: string;
  readonly address: string;
  readonly dots_per_mm: number;
  readonly width_mm: number;
  readonly height_mm: number;
  readonly zone: string;
  readonly language: string;
  readonly answers: boolean;
  readonly prints_units: "none" | "packed" | "all";
  readonly waiting: number;
}

export interface Job {
  readonly job: number;
  readonly printer: string;
  readonly kind: "location" | "item" | "unit";
  readonly code: string;
  readonly copies: number;
  readonly copy: boolean;
  readonly state: string;
  readonly reason: string;
  readonly created_at: string;
}

export interface Thing {
  readonly kind: "location" | "item" | "unit" | "asn" | "order";
  readonly code: string;
  readonly lots: readonly string[];
}

const REMEMBERED = "holdfast.printer";
const ROUND_MS = 1_500;
const API = "/api/v1";

const ids = new CommandIds();
export const { fetch: fetchWords, say: p, name } = catalogue<PrintKey>(async () => {
  const [{ printEn }, { printZh }] = await Promise.all([import("../words/print_en.ts"), import("../words/print_zh.ts")]);
  return { en: printEn, zh: printZh };
});

export function told(group: "state" | "why" | "kind", word: string): string {
  return name(`print.${group}`, word);
}

/** The address of a paper, in the language of this tablet; as it would come out of a printer, where one is named. */
export function paper(kind: string, code: string, format: "svg" | "pdf", lot: string | null = null, printer: string | null = null): string {
  const query = new URLSearchParams({ kind, code, format, language: voice.language === "zh" ? "zh-Hans" : "en" });
  if (lot) query.set("lot", lot);
  if (printer) query.set("printer", printer);
  return `${API}/print/preview?${query}`;
}

export class Printing {
  printers = $state.raw<readonly Printer[]>([]);
  jobs = $state.raw<readonly Job[]>([]);
  setsUp = $state(false);
  silent = $state(false);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  chosen = $state<string | null>(localStorage.getItem(REMEMBERED));
  #asked: { readonly of: string; readonly id: string } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Until the page closes. */
  open(): () => void {
    void call<{ permissions?: string[] }>(`${API}/session`).then((answer) => {
      this.setsUp = answer.ok && (answer.body.permissions ?? []).includes("supervise");
    });
    void this.#round();
    return () => clearTimeout(this.#timer);
  }

  async #round(): Promise<void> {
    await this.load();
    this.#timer = setTimeout(() => void this.#round(), ROUND_MS);
  }

  async load(): Promise<void> {
    const [printers, jobs] = await Promise.all([
      call<{ items: Printer[] }>(`${API}/printers`),
      call<{ items: Job[] }>(`${API}/print/jobs?limit=50`),
    ]);
    this.silent = !printers.ok && printers.problem.status === 0;
    if (printers.ok) this.printers = printers.body.items;
    if (jobs.ok) this.jobs = jobs.body.items;
    this.loaded ||= printers.ok;
    if (!this.printers.some((one) => one.printer === this.chosen)) this.chosen = this.printers[0]?.printer ?? null;
  }

  choose(printer: string): void {
    this.chosen = printer;
    localStorage.setItem(REMEMBERED, printer);
  }

  /** Pressed again after no answer, the same order goes out: it is printed once. */
  async print(thing: Thing, lot: string | null, copies: number): Promise<boolean> {
    const body = {
      kind: thing.kind, code: thing.code, printer: this.chosen, copies,
      language: voice.language === "zh" ? "zh-Hans" : "en", ...(lot ? { lot } : {}),
    };
    const of = JSON.stringify(body);
    if (this.#asked?.of !== of) this.#asked = { of, id: ids.next() };
    const answered = await this.ask("/print", { ...body, command_id: this.#asked.id });
    if (answered) this.#asked = null;
    return answered;
  }

  retry(job: Job): Promise<boolean> {
    return this.ask(`/print/jobs/${job.job}/retry`, { command_id: `again-${job.job}` });
  }

  settle(job: Job, how: "cancel" | "arrived"): Promise<boolean> {
    return this.ask(`/print/jobs/${job.job}/${how}`, {});
  }

  save(printer: string, fields: object): Promise<boolean> {
    return this.ask(`/printers/${encodeURIComponent(printer)}`, fields, "PUT");
  }

  drop(printer: string): Promise<boolean> {
    return this.ask(`/printers/${encodeURIComponent(printer)}`, undefined, "DELETE");
  }

  async ask(path: string, body: object | undefined, method = "POST"): Promise<boolean> {
    const answer = await call(`${API}${path}`, { body, method });
    this.problem = answer.ok ? null : answer.problem;
    await this.load();
    return answer.ok;
  }
}
