// What the pages of a site's setting up have in common: their words, a list read whole, and what the edge has
// against a form, by field.
import type { Problem } from "../../shared/http.ts";
import type { Reply } from "../core/types.ts";
import { catalogue } from "../office/catalogue.ts";
import { Desk } from "../office/desk.svelte.ts";
import type { SetupKey } from "../words/setup_en.ts";
import { FIELD_OF, faultOf } from "./faults.ts";
import type { List } from "./shapes.ts";

export const { fetch: fetchWords, say: s, name, has } = catalogue<SetupKey>(async () => {
  const [{ setupEn }, { setupZh }] = await Promise.all([import("../words/setup_en.ts"), import("../words/setup_zh.ts")]);
  return { en: setupEn, zh: setupZh };
});
export type Say = typeof s;
export type Faults = Readonly<Record<string, string>>;
export type Fields = { readonly type: string } & Readonly<Record<string, unknown>>;

export class Setting<Page extends List<unknown>> extends Desk {
  page = $state.raw<Page | null>(null);
  faults = $state.raw<Faults>({});
  /** What went wrong is that the list could not be read: it may be read again without anybody asking. */
  unread = false;

  constructor(private readonly path: string) {
    super();
  }

  load = async (): Promise<void> => {
    const page = await this.read<Page>(this.path);
    this.unread = page === null;
    this.page = page ?? this.page;
  };

  /** Commands in turn, until one is refused; then the list as it is now. */
  async give(...commands: readonly Fields[]): Promise<boolean> {
    this.faults = {};
    for (const fields of commands) {
      if (await this.command(fields)) continue;
      this.#mark();
      return false;
    }
    const told = this.told;
    await this.load();
    this.told = told;
    return true;
  }

  clear(): void {
    this.faults = {};
    this.problem = null;
    this.told = "";
  }

  #mark(): void {
    const refusal = this.refusal;
    if (!refusal) return;
    const [field, text] = "say" in refusal ? [FIELD_OF[refusal.say.key], this.heard(refusal)] : worded(refusal);
    if (!field) return;
    this.faults = { [field]: text };
    this.problem = s("setup.refused", { what: text });
  }

  protected override heard(reply: Reply): string {
    const { key, args } = reply.say;
    const values = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value ?? "–"]));
    return has(key) ? s(key, values) : super.heard(reply);
  }
}

/** What is typed into a form, each text by the name that the command has for it. */
export class Draft {
  now = $state<Record<string, string>>({});
  lists = $state<Record<string, string[]>>({});

  constructor(private readonly desk: { readonly faults: Faults }, texts: Readonly<Record<string, string>>, lists: Readonly<Record<string, readonly string[]>> = {}) {
    this.now = { ...texts };
    this.lists = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]]));
  }

  fault(name: string): string {
    return this.desk.faults[name] ?? "";
  }
}

function worded(problem: Problem): readonly [string | undefined, string] {
  const fault = problem.status === 400 ? faultOf(problem.detail) : null;
  return [fault?.field, fault ? s(`fault.${fault.word}`, { n: fault.n }) : ""];
}
