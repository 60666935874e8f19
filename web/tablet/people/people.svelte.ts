// What the page of people knows, and what it asks of the edge.
import { call, type Problem } from "../../shared/http.ts";
import { type Language, phrase, type Values } from "../../shared/words.ts";
import type { PeopleKey } from "../words/people_en.ts";
import { voice } from "../words/words.svelte.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly language: string;
  readonly partner: string | null;
  readonly owner: string | null;
}

export interface Wish {
  name: string;
  role: string;
  language: string;
  partner: string | null;
  owner: string | null;
}

export const ROLES = ["worker", "inbound", "outbound", "stock_control", "supervisor", "admin", "viewer", "supplier", "customer"] as const;
export const OUTSIDE: ReadonlySet<string> = new Set(["supplier", "customer"]);
const API = "/api/v1";

let words: Record<Language, Readonly<Record<string, string>>> = { en: {}, zh: {} };

/** Before the page opens: its words, in chunks of their own as most shifts never need them. */
export async function fetchWords(): Promise<void> {
  const [{ peopleEn }, { peopleZh }] = await Promise.all([import("../words/people_en.ts"), import("../words/people_zh.ts")]);
  words = { en: peopleEn, zh: peopleZh };
}

export function p(key: PeopleKey, values: Values = {}): string {
  return phrase(words[voice.language][key] ?? key, values);
}

/** A role that a newer edge may send is shown as it came. */
export function roleWord(role: string): string {
  const key = `people.role_${role}`;
  return key in words.en ? p(key as PeopleKey) : role;
}

export class People {
  items = $state.raw<readonly Person[]>([]);
  changes = $state(false);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  told = $state("");

  async load(): Promise<void> {
    const session = await call<{ person: { role: string } | null }>(`${API}/session`);
    this.changes = session.ok && session.body.person?.role === "admin";
    const answer = await call<{ items: Person[] }>(`${API}/people`);
    if (answer.ok) this.items = answer.body.items;
    else this.problem = answer.problem;
    this.loaded ||= answer.ok;
  }

  async add(wish: Wish): Promise<boolean> {
    const made = await this.#ask<{ name: string; badge: string; pin: string }>("/people", wish);
    if (made) this.told = p("people.made", { name: made.name, badge: made.badge, pin: made.pin });
    return made !== null;
  }

  async edit(person: Person, change: Partial<Wish & { status: string }>): Promise<boolean> {
    return (await this.#ask(`/people/${person.id}`, change)) !== null;
  }

  async newPin(person: Person): Promise<void> {
    const made = await this.#ask<{ pin: string }>(`/people/${person.id}/pin`, {});
    if (made) this.told = p("people.pin_made", { name: person.name, pin: made.pin });
  }

  async #ask<Body>(path: string, body: object): Promise<Body | null> {
    const answer = await call<Body>(`${API}${path}`, { body, method: "POST" });
    this.problem = answer.ok ? null : answer.problem;
    this.told = "";
    await this.load();
    return answer.ok ? answer.body ?? ({} as Body) : null;
  }
}
