// What the page of other programs knows: who is told what, what could not be delivered, plug-ins.
import { call, type Problem } from "../../shared/http.ts";
import { catalogue } from "../office/catalogue.ts";
import type { OutsideKey } from "../words/outside_en.ts";

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly is_on: boolean;
  readonly note: string;
  readonly error: string;
  readonly tries: number;
  readonly accepted_at: string | null;
  readonly dead_letters: number;
  readonly dropped: number;
}

export interface Letter {
  readonly id: string;
  readonly fact: string;
  readonly kind: string;
  readonly tried_at: string;
  readonly error: string;
  readonly again: boolean;
}

export interface Plugin {
  readonly name: string;
  readonly version: string;
  readonly gives: readonly string[];
  readonly off: string;
  readonly calls: number;
  readonly slow: number;
  readonly longest_ms: number;
}

const ROUND_MS = 3_000;
const API = "/api/v1";
export const { fetch: fetchWords, say: o } = catalogue<OutsideKey>(async () => {
  const [{ outsideEn }, { outsideZh }] = await Promise.all([import("../words/outside_en.ts"), import("../words/outside_zh.ts")]);
  return { en: outsideEn, zh: outsideZh };
});

export class Outside {
  webhooks = $state.raw<readonly Webhook[]>([]);
  plugins = $state.raw<readonly Plugin[]>([]);
  letters = $state.raw<readonly Letter[]>([]);
  of = $state<string | null>(null);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Until the page closes. */
  open(): () => void {
    void this.#round();
    return () => clearTimeout(this.#timer);
  }

  async #round(): Promise<void> {
    await this.load();
    this.#timer = setTimeout(() => void this.#round(), ROUND_MS);
  }

  async load(): Promise<void> {
    const [webhooks, plugins] = await Promise.all([
      call<{ items: Webhook[] }>(`${API}/webhooks`),
      call<{ items: Plugin[] }>(`${API}/plugins`),
    ]);
    if (webhooks.ok) this.webhooks = webhooks.body.items;
    if (plugins.ok) this.plugins = plugins.body.items;
    const refused = [webhooks, plugins].find((answer) => !answer.ok);
    this.problem = refused && !refused.ok ? refused.problem : null;
    this.loaded ||= webhooks.ok && plugins.ok;
    if (this.of) await this.#read(this.of);
  }

  /** The letters of one subscription, or none of them again. */
  async show(webhook: Webhook): Promise<void> {
    this.of = this.of === webhook.id ? null : webhook.id;
    this.letters = [];
    if (this.of) await this.#read(this.of);
  }

  async resend(webhook: Webhook, letter: Letter | null): Promise<void> {
    const body = letter ? { letter: letter.id } : {};
    const answer = await call(`${API}/webhooks/${webhook.id}/letters/resend`, { body });
    this.problem = answer.ok ? null : answer.problem;
    await this.load();
  }

  async #read(of: string): Promise<void> {
    const answer = await call<{ items: Letter[] }>(`${API}/webhooks/${of}/letters?limit=100`);
    if (answer.ok && this.of === of) this.letters = answer.body.items;
  }
}
