// What the page of demand to come knows: proposals of a kind, the one that is open, the work expected.
import { catalogue } from "../office/catalogue.ts";
import { Desk, Pages, w as office } from "../office/desk.svelte.ts";
import { foresightEn, type ForesightKey } from "../../shared/foresight/words_en.ts";
import { foresightZh } from "../../shared/foresight/words_zh.ts";
import { type Kind, KINDS, type Outlook, type Proposal } from "../../shared/foresight/shapes.ts";

export const { fetch: fetchWords, say: w } = catalogue<ForesightKey>(async () => ({ en: foresightEn, zh: foresightZh }));

export const TABS = [...KINDS, "work"] as const;
export type Tab = (typeof TABS)[number];

export class Foresight extends Desk {
  tab = $state<Tab>("reorder");
  chosen = $state.raw<Proposal | null>(null);
  outlook = $state.raw<Outlook | null>(null);
  readonly list = new Pages<Proposal>(() => `/foresight/proposals?kind=${this.tab as Kind}`);

  show(tab: Tab): void {
    this.tab = tab;
    this.chosen = null;
    this.told = "";
    this.load();
  }

  load(): void {
    if (this.tab === "work") void this.read<{ outlook: Outlook | null }>("/foresight/workload").then((answer) => (this.outlook = answer?.outlook ?? null));
    else {
      this.list.items = [];
      this.list.loaded = false;
      void this.list.load();
    }
  }

  async open(row: Proposal): Promise<void> {
    this.told = "";
    this.chosen = (await this.read<Proposal>(`/foresight/proposals/${row.id}`)) ?? null;
  }

  /** Taken or turned down; the list is read anew. */
  async settle(type: "accept_proposal" | "dismiss_proposal", fields: Readonly<Record<string, unknown>>): Promise<void> {
    if (!this.chosen || !(await this.command({ type, proposal: this.chosen.id, ...fields }))) return;
    this.chosen = null;
    this.load();
  }
}

export { office };
