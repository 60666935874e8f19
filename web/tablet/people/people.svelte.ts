// What the page of people knows, and what it asks of the edge.
import { call, type Problem } from "../../shared/http.ts";
import { catalogue } from "../office/catalogue.ts";
import type { PeopleKey } from "../words/people_en.ts";

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

export const { fetch: fetchWords, say: p, name } = catalogue<PeopleKey>(async () => {
  const [{ peopleEn }, { peopleZh }] = await Promise.all([import("../words/people_en.ts"), import("../words/people_zh.ts")]);
  return { en: peopleEn, zh: peopleZh };
});

export class People {
  items = $state.raw<readonly Person[]>([]);
  readonly changes: boolean;
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  told = $state("");

  constructor(may: readonly string[]) {
    this.changes = may.includes("manage_people");
  }

  async load(): Promise<void> {
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
