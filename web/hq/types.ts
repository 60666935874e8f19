// The hub's HTTP contract, as far as the page uses it. null is unknown, never zero.

import type { Outlook, Proposal } from "../shared/foresight/shapes.ts";

export type LinkState = "live" | "delayed" | "stale" | "offline" | "never";
type Known = number | null;

export interface Coverage {
  readonly sites: number;
  readonly fresh: number;
}

export interface SiteRow {
  readonly code: string;
  readonly name: string;
  readonly link: LinkState;
  readonly reason: string;
  readonly last_heard: string | null;
  readonly last_applied: string | null;
  readonly as_of: string | null;
  readonly stale: boolean;
  readonly skew_ms: Known;
  readonly waiting_ops: Known;
  readonly orders_open: Known;
  readonly orders_due: Known;
  readonly orders_late: Known;
  readonly lines_open: Known;
  readonly shipped_today_units: Known;
  readonly exceptions_open: Known;
  readonly quarantined: Known;
  readonly conflicts: Known;
  readonly on_hand_units: Known;
  readonly in_transit_units: Known;
}

export interface Overview {
  /** Of the oldest site that contributes. */
  readonly as_of: string | null;
  readonly coverage: Coverage;
  readonly sites: readonly SiteRow[];
  readonly refused_nodes: number;
  /** Open ones, each once: one between two sites stands in the rows of both. */
  readonly conflicts: number;
}

export interface HubLine {
  readonly node: string;
  readonly name: string;
  readonly numbers: string;
  readonly address: string | null;
  readonly state: "live" | "connecting" | "offline";
  readonly connected_since: string | null;
  readonly last_heard: string | null;
  /** Records of this hub that the other has not confirmed. */
  readonly waiting: Known;
  readonly reason: string;
  /** Since when no hub takes anything from it any more. */
  readonly revoked_at?: string | null;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
  readonly as_of?: string | null;
  readonly coverage?: Coverage;
}

export interface SiteStock {
  readonly site: string;
  readonly on_hand: Known;
  readonly allocated: Known;
  readonly available: Known;
  readonly as_of: string | null;
  readonly stale: boolean;
}

export interface StockRow {
  /** Its code; CODE@OWNER where several owners use the code. */
  readonly item: string;
  readonly owner: string | null;
  readonly description: string | null;
  readonly base_uom: string;
  readonly total: { readonly on_hand: Known; readonly allocated: Known; readonly available: Known; readonly in_transit: Known };
  readonly sites: readonly SiteStock[];
}

export interface OrderRow {
  readonly id: string;
  readonly order: string;
  readonly site: string;
  readonly state: string;
  readonly customer: string | null;
  readonly customer_name: string | null;
  readonly due_at: string | null;
  readonly late: boolean;
  readonly lines: number;
  readonly lines_done: number;
  readonly ordered_units: number;
  readonly shipped_units: number;
  readonly stale: boolean;
}

export interface CustomField {
  readonly about: "item" | "partner" | "document";
  readonly code: string;
  readonly label_en: string;
  readonly label_zh: string;
  readonly required: boolean;
}

/** A custom value with its labels; null: nothing was given. */
export interface FieldValue {
  readonly field: string;
  readonly label_en: string;
  readonly label_zh: string;
  readonly required: boolean;
  readonly value: string | number | null;
}

/** A photo or paper; the file stays at its site. */
export interface Attachment {
  readonly id: string;
  readonly site: string;
  readonly document: string;
  readonly number: string | null;
  readonly item: string | null;
  readonly kind: string;
  readonly bytes: number;
  readonly purpose: string;
  readonly note: string | null;
  readonly at: string | null;
  readonly by: string | null;
}

export interface OrderLine {
  readonly line: number | null;
  readonly item: string | null;
  readonly description: string | null;
  readonly ordered: number;
  readonly picked: number;
  readonly shipped: number;
  readonly short: number;
}

/** What carriers ask for an order; money is text, as exact as it was worked out. */
export interface Freight {
  readonly from_city: string | null;
  readonly to_city: string | null;
  readonly weight_g: number;
  readonly volume_mm3: number;
  readonly lines_without_weight: number;
  readonly lines_without_size: number;
  readonly quotes: readonly { readonly carrier: string; readonly cost: string; readonly currency: string | null }[];
}

export interface OrderDetail {
  readonly order: OrderRow;
  readonly lines: readonly OrderLine[];
  readonly attachments: readonly Attachment[];
  readonly custom: readonly FieldValue[];
  readonly freight: Freight;
}

export interface TransferLine {
  readonly item: string | null;
  readonly description: string | null;
  readonly ordered: number;
  readonly shipped: number;
  /** As the destination has heard it. */
  readonly shipped_there: number;
  readonly received: number;
  readonly in_transit: number;
}

/** Both halves of a transfer, each as its site last told. */
export interface TransferRow {
  readonly id: string;
  readonly transfer: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly source_state: string;
  readonly target_state: string | null;
  readonly order_state: string | null;
  readonly number_there: string | null;
  readonly ordered: number;
  readonly shipped: number;
  readonly received: number;
  readonly in_transit: number;
  readonly created_at: string | null;
  readonly source_as_of: string | null;
  readonly target_as_of: string | null;
  readonly stale: boolean;
  readonly lines: readonly TransferLine[];
}

/** A robot as its site told of it at `as_of`. */
export interface RobotRow {
  readonly serial: string;
  readonly name: string;
  readonly state: string;
  readonly x_mm: number;
  readonly y_mm: number;
  readonly heading_mrad: number;
  readonly node: string;
  readonly battery_percent: Known;
  readonly mission: string | null;
  readonly target: string | null;
  readonly unit: string | null;
  readonly route: readonly string[];
  readonly released: number;
  readonly said: string;
  readonly heard_at: string | null;
  readonly as_of: string | null;
}

export interface SiteRobots {
  readonly site: string;
  readonly name: string;
  readonly as_of: string | null;
  readonly stale: boolean;
  readonly paused: boolean;
  readonly paused_by: string;
  readonly paused_since: string | null;
  readonly blocked: readonly { readonly segment: string; readonly reason: string; readonly by: string; readonly since_ms: number }[];
  readonly waiting: number;
  readonly done: number;
  readonly failed: number;
  readonly map_version: string;
  readonly robots: readonly RobotRow[];
  /** What was said to them from here, newest first. */
  readonly words: readonly { readonly word: string; readonly by: string | null; readonly said_at: string | null; readonly obeyed_at: string | null }[];
}

/** What of an item is between two sites. */
export interface TransferFlow {
  readonly from: string;
  readonly to: string;
  readonly item: string | null;
  readonly description: string | null;
  readonly in_transit: number;
}

export interface ExceptionRow {
  readonly id: string;
  readonly site: string;
  readonly kind: string;
  /** The document or thing it is about. */
  readonly code: string | null;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly state: string;
  readonly opened_at: string | null;
  readonly closed_at: string | null;
  /** How it was settled. */
  readonly note: string | null;
  readonly stale: boolean;
}

export interface Version {
  readonly value: unknown;
  readonly who: string | null;
  readonly when: string | null;
  readonly site: string | null;
}

export interface Conflict {
  readonly id: string;
  readonly table: string;
  readonly row: string;
  readonly field: string;
  readonly kept: Version;
  readonly lost: Version;
  readonly state: string;
  readonly resolved_by: string | null;
  readonly resolved_at: string | null;
}

export interface SiteNode {
  readonly node: string;
  readonly number: number;
  readonly name: string;
  readonly enrolled_at: string | null;
  readonly revoked_at: string | null;
}

export interface Stream {
  readonly node: string;
  readonly epoch: number;
  readonly scope: string;
  readonly seq: number;
  readonly newest_at: string | null;
  /** Why nothing more is taken from it; empty while all is well. */
  readonly frozen: string;
}

export interface Quarantined {
  readonly id: string;
  readonly kind: string;
  readonly node: string;
  readonly code: string;
  readonly detail: string;
  readonly at: string | null;
  readonly times: number;
}

export interface SentCommand {
  readonly command_id: string;
  readonly type: string;
  readonly state: "sent" | "done" | "refused";
  readonly sent_at: string | null;
  readonly sent_by: string | null;
  readonly reply: SiteReply | null;
}

/** A site's answer to a command, as far as it is read here; a newer site may say more. */
export interface SiteReply {
  readonly outcome?: string;
  readonly say?: { readonly key?: string; readonly args?: Readonly<Record<string, unknown>> };
  readonly data?: { readonly refused?: readonly { readonly item?: string; readonly reason: string }[] };
}

export interface SiteDetail {
  readonly site: SiteRow;
  readonly time_zone: string;
  readonly nodes: readonly SiteNode[];
  readonly streams: readonly Stream[];
  readonly quarantine: readonly Quarantined[];
  readonly commands: readonly SentCommand[];
}

export interface HqSession {
  readonly person: { readonly id: string; readonly name: string; readonly role: string; readonly language: string } | null;
  readonly version?: string;
}

/** How a model does at a site. Ratios of loss: below one is better; null: not known yet. */
export interface ModelStanding {
  readonly model: string;
  readonly standing: string;
  readonly since: string | null;
  readonly reason: string;
  readonly judged_at: string | null;
  readonly to_baseline: Known;
  readonly to_previous: Known;
  readonly coverage: Known;
  readonly items: Known;
  readonly days: Known;
  readonly runtime: string;
  readonly pretrained: boolean;
}

export interface SiteModels {
  readonly code: string;
  readonly name: string;
  readonly as_of: string | null;
  readonly stale: boolean;
  readonly standings: readonly ModelStanding[];
}

export interface PublishedModel {
  readonly model: string;
  readonly state: string;
  readonly published_at: string | null;
  readonly cut_off: string;
  readonly features: string;
  readonly bytes: number;
  /** The only site it was made for; empty: all. */
  readonly site: string;
  readonly active: number;
  readonly shadow: number;
  readonly refused: number;
}

export interface ModelsPage {
  readonly models: readonly PublishedModel[];
  readonly sites: readonly SiteModels[];
}

export interface SiteProposal extends Proposal {
  readonly site: string;
  readonly as_of: string | null;
  readonly stale: boolean;
}

export interface SiteWork {
  readonly site: string;
  readonly name: string;
  readonly as_of: string | null;
  readonly stale: boolean;
  readonly outlook: Outlook | null;
}
