// What the edge says about how a site is set up: rows of its lists as they come.

export const KINDS = ["putaway", "removal", "replenishment", "receipt", "count", "cart"] as const;
export type Kind = (typeof KINDS)[number];
export const STRATEGIES = ["fixed", "same_item", "empty", "near_pick_face", "any", "plugin"] as const;
export const SORT_KEYS = ["fefo", "fifo", "lifo", "partial_first", "nearest", "fewest_units", "short_walk", "plugin"] as const;

/** Bounds that are left out are not set, answers that are left out are the usual ones. */
export interface SaysOf {
  readonly putaway: { readonly kind: "putaway"; readonly strategy: string; readonly zone?: string | null; readonly size_class?: string | null; readonly plugin?: string | null };
  readonly removal: { readonly kind: "removal"; readonly sort: readonly string[]; readonly plugin?: string | null };
  readonly replenishment: { readonly kind: "replenishment"; readonly for_orders?: boolean; readonly whole_units?: boolean };
  readonly receipt: { readonly kind: "receipt"; readonly over_percent?: number; readonly over_percent_max?: number | null; readonly inspect_percent?: number };
  readonly count: { readonly kind: "count"; readonly after_picks?: number | null; readonly every_days?: number | null; readonly when_empty?: boolean; readonly likely_per_day?: number | null };
  readonly cart: { readonly kind: "cart"; readonly slots: number; readonly weight_g_max?: number | null; readonly volume_mm3_max?: number | null; readonly slot_volume_mm3?: number | null };
}
export type Says = SaysOf[Kind];

export interface When {
  readonly item?: string | null;
  readonly owner?: string | null;
  readonly class_abc?: string | null;
  readonly status?: string | null;
  readonly supplier?: string | null;
  readonly tracking?: string | null;
  readonly weight_g_min?: number | null;
  readonly weight_g_max?: number | null;
  readonly volume_mm3_min?: number | null;
  readonly volume_mm3_max?: number | null;
}

export interface Rule {
  readonly rule: string;
  readonly kind: Kind;
  readonly priority: number;
  readonly when: When;
  readonly says: Says;
}

export interface RulePage {
  readonly items: readonly Rule[];
  readonly over_receipt_percent: number;
  readonly cart_slots: number;
}

export const STATES = ["open", "locked", "asleep"] as const;
export type State = (typeof STATES)[number];

export interface ForOrders {
  readonly customer?: string | null;
  readonly carrier?: string | null;
  readonly priority_min?: number | null;
  readonly priority_max?: number | null;
  readonly lines_max?: number | null;
  readonly class_abc?: string | null;
}

/** What `set_channel` takes, and how it stands beside that. */
export interface Channel {
  readonly channel: string;
  readonly orders: ForOrders;
  readonly sequence: number;
  readonly cut_off: string | null;
  readonly process_minutes: number;
  readonly wip_max: number | null;
  readonly waves: readonly string[];
  readonly state: State;
  readonly in_progress: number;
  readonly waiting: number;
}

export interface Carton {
  readonly carton: string;
  readonly length_mm: number;
  readonly width_mm: number;
  readonly height_mm: number;
  readonly weight_g_max: number | null;
  readonly tare_g: number;
}

export const ABOUTS = ["item", "partner", "document"] as const;
export type About = (typeof ABOUTS)[number];
export const FIELD_KINDS = ["text", "integer", "decimal", "date", "choice"] as const;

export interface CustomField {
  readonly about: About;
  readonly code: string;
  readonly kind: string;
  readonly decimals: number;
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly label_en: string;
  readonly label_zh: string;
  readonly sequence: number;
}

export interface List<Row> {
  readonly items: readonly Row[];
}
