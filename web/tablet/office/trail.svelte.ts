// What the page of the audit trail knows: what is asked for, two lists of rows, and whether the chain holds.
import { Desk, Pages, query, w } from "./desk.svelte.ts";

export interface Act {
  readonly number: number;
  readonly at: string;
  readonly act: string;
  readonly person: string | null;
  readonly device_id: string | null;
  readonly device: string | null;
  readonly key: string | null;
  readonly subject: string;
  readonly detail: string;
}

export interface Change {
  readonly number: number;
  readonly at: string;
  readonly person: string | null;
  readonly device: string | null;
  readonly tables: Readonly<Record<string, number>>;
  readonly hash: string;
}

interface Chain {
  readonly ok: boolean;
  readonly rows: number;
  readonly breaks: readonly { readonly place: string; readonly what: string }[];
  readonly as_of: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export const ACTS = [
  "login", "logout", "unlock", "login_refused", "locked_out", "refused", "code_made", "device_enrolled", "enrolment_refused",
  "device_revoked", "person_added", "person_edited", "pin_reset", "key_made", "key_revoked", "printer_set",
  "printer_dropped", "export", "restored",
  "robot_announced", "robot_enrolled", "robot_not_enrolled", "robot_held", "robot_let_go", "robot_removed", "robot_map",
  "robots_paused", "robots_resumed", "segment_blocked", "segment_cleared",
] as const;
const HASH_SHOWN = 16;

/** Person, device or program; nobody where none was known. */
export function whoIs(row: { readonly person: string | null; readonly device: string | null; readonly key?: string | null }): string {
  const found = [row.person, row.device, row.key ? w("trail.key", { name: row.key }) : null].filter(Boolean);
  return found.length > 0 ? found.join(" · ") : w("trail.nobody");
}

export const shortHash = (hash: string): string => `${hash.slice(0, HASH_SHOWN)}…`;

/** The first moment of a day of this tablet's zone, or of the day after. */
function moment(day: string, later = 0): string | null {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

export class TrailDesk extends Desk {
  person = $state("");
  device = $state("");
  act = $state("");
  from = $state("");
  to = $state("");
  people = $state.raw<readonly Named[]>([]);
  chain = $state.raw<Chain | null>(null);
  #devices = $state.raw<readonly Named[]>([]);
  readonly acts = new Pages<Act>(() =>
    query("/audit", { person: this.person, device: this.device, act: this.act, since: moment(this.from), until: moment(this.to, 1) }),
  );
  readonly changes = new Pages<Change>(() => query("/audit/changes", { person: this.person }));

  constructor(private readonly may: readonly string[]) {
    super();
  }

  /** Those that are enrolled, and those seen here that are not any more. */
  get devices(): readonly Named[] {
    const seen = this.acts.items.flatMap((row) => (row.device_id && row.device ? [[row.device_id, row.device] as const] : []));
    return [...new Map([...seen, ...this.#devices.map((one) => [one.id, one.name] as const)])].map(([id, name]) => ({ id, name }));
  }

  open(): void {
    void this.acts.load();
    void this.check();
    if (this.may.includes("see_people")) void this.read<{ items: Named[] }>("/people").then((list) => (this.people = list?.items ?? []));
    if (this.may.includes("manage_devices")) void this.read<{ items: Named[] }>("/devices").then((list) => (this.#devices = list?.items ?? []));
  }

  async check(): Promise<void> {
    this.busy = true;
    this.chain = (await this.read<Chain>("/audit/check")) ?? this.chain;
    this.busy = false;
  }

  only(change: Partial<Pick<TrailDesk, "person" | "device" | "act">>): void {
    Object.assign(this, change);
    void this.acts.load();
    if ("person" in change && this.changes.loaded) void this.changes.load();
  }

  /** What it was done to: a person's name where the trail has their number. */
  subject(kept: string): string {
    return this.people.find((one) => one.id === kept)?.name ?? kept;
  }
}
