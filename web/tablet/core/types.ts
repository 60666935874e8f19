// The edge's HTTP contract, as far as the tablet uses it.

import type { EdgeTurn } from "./turns.ts";

export type Level = "ok" | "info" | "warn" | "block";

export interface Say {
  readonly key: string;
  readonly args: Readonly<Record<string, string | number | null>>;
}

export interface Reply {
  readonly command_id: string;
  readonly outcome: string;
  readonly level: Level;
  readonly say: Say;
  readonly next: { readonly step: string; readonly accepts: readonly string[] } | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** A compensating command, sent under a fresh id. */
  readonly undo: { readonly key: string; readonly command: Readonly<Record<string, unknown>> } | null;
  readonly replayed: boolean;
  /** Only on answers to turns of a dialogue that the edge leads. */
  readonly turn?: EdgeTurn | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly language: string;
}

export interface Session {
  readonly device: { readonly id: string; readonly name: string } | null;
  readonly person: Person | null;
  /** Nobody did anything for a while: the PIN opens it again, and what is saved goes out then. */
  readonly locked: boolean;
  readonly site: { readonly code: string; readonly name: string; readonly company: string };
  readonly version: string;
}

export type Activity = "receive" | "putaway" | "pick" | "pack" | "ship";
export const ACTIVITIES: readonly Activity[] = ["receive", "putaway", "pick", "pack", "ship"];

export interface AsnLine {
  readonly line: number | string;
  readonly item: string;
  readonly description: string;
  readonly barcodes: readonly string[];
  readonly packs?: Readonly<Record<string, number>>;
  readonly tracking: string;
  readonly expected: number;
  readonly received: number;
  readonly uom: string;
}

export interface AsnWork {
  readonly asn: string;
  readonly supplier: string | null;
  readonly state: string;
  readonly expected_on: string | null;
  readonly lines: readonly AsnLine[];
}

export interface PutawayTask {
  readonly task_id: string;
  readonly item: string;
  readonly description: string;
  readonly barcodes: readonly string[];
  readonly packs?: Readonly<Record<string, number>>;
  readonly quantity: number;
  readonly lot: string | null;
  readonly unit: string | null;
  readonly from_location: string | null;
  /** Null where no location was proposed: any good one will do. */
  readonly to_location: string | null;
  readonly to_barcode: string | null;
}

export interface PickTask {
  readonly task_id: string;
  readonly order: string;
  readonly location: string;
  readonly location_barcode: string | null;
  readonly zone: string | null;
  readonly item: string;
  readonly description: string;
  readonly barcodes: readonly string[];
  readonly packs?: Readonly<Record<string, number>>;
  readonly quantity: number;
  readonly uom: string;
  readonly lot: string | null;
  readonly expiry: string | null;
  readonly sequence: number;
}

export interface OrderLine {
  readonly item: string;
  readonly description: string;
  readonly barcodes: readonly string[];
  readonly packs?: Readonly<Record<string, number>>;
  readonly picked: number;
  readonly packed: number;
}

export interface OrderWork {
  readonly order: string;
  readonly customer: string | null;
  readonly state: string;
  readonly lines: readonly OrderLine[];
}

export interface Lists {
  readonly receive: readonly AsnWork[];
  readonly putaway: readonly PutawayTask[];
  readonly pick: readonly PickTask[];
  readonly pack: readonly OrderWork[];
  readonly ship: readonly OrderWork[];
}

export type Counts = Readonly<Record<Activity, number>>;

/** What the floor looks like from here: lists as last fetched; counts and as-of are null until then. */
export interface View extends Lists {
  readonly counts: Readonly<Record<Activity, number | null>>;
  readonly asOf: Readonly<Record<Activity, string | null>>;
}

export interface StockRow {
  readonly item: string;
  readonly location: string;
  readonly lot: string | null;
  readonly unit?: string | null;
  readonly on_hand: number;
  /** Of goods sold by weight, all of it together. */
  readonly weight_g?: number | null;
}

/** A custom value with its labels; null: nothing was given. */
export interface FieldValue {
  readonly field: string;
  readonly label_en: string;
  readonly label_zh: string;
  readonly required: boolean;
  readonly value: string | number | null;
}

/** A photo or paper of a document; the edge has the file. */
export interface Shot {
  readonly hash: string;
  readonly kind: string;
  readonly purpose: "damage" | "short" | "paper" | "proof" | "other";
  readonly note: string | null;
  readonly item: string | null;
}

export type FoundKind = "item" | "location" | "unit" | "asn" | "order" | "unknown";
type Facts = Readonly<Record<string, unknown>>;

/** What a code stands for; the part named like the kind describes it. */
export interface Found {
  readonly kind: FoundKind;
  readonly code: string;
  readonly item?: Facts | null;
  readonly location?: Facts | null;
  readonly unit?: Facts | null;
  readonly asn?: Facts | null;
  readonly order?: Facts | null;
  readonly stock?: readonly StockRow[];
  readonly attachments?: readonly Shot[];
  readonly custom?: readonly FieldValue[];
}

/** The facts about what was found, whatever its kind. */
export function factsOf(found: Found): Facts {
  return (found.kind === "unknown" ? null : found[found.kind]) ?? {};
}
