// Robots as the edge's HTTP contract has them. Millimetres, y upwards; 0 is east, counter-clockwise.

export type RobotState = "offline" | "held" | "stopped" | "paused" | "blocked" | "working" | "driving" | "waiting" | "charging" | "idle";

export interface Mission {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly source: string;
  readonly unit: string;
  readonly loaded: boolean;
}

export interface Robot {
  readonly serial: string;
  readonly name: string;
  readonly state: RobotState;
  readonly x_mm: number;
  readonly y_mm: number;
  readonly heading_mrad: number;
  readonly node: string;
  readonly battery_percent: number | null;
  readonly mission: Mission | null;
  /** Nodes ahead, of which the first `released` may be driven. */
  readonly route: readonly string[];
  readonly released: number;
  readonly errors: readonly { readonly type: string; readonly level: string; readonly said: string }[];
  readonly connection: string;
  readonly heard_ms: number | null;
  readonly quarantined: string;
  readonly missions_done: number;
}

export interface Blocked {
  readonly segment: string;
  readonly reason: string;
  readonly by: string;
  readonly since_ms: number;
}

export interface Picture {
  readonly as_of_ms: number;
  readonly map_version: string;
  readonly paused: boolean;
  readonly paused_by: string;
  readonly paused_since_ms: number | null;
  readonly robots: readonly Robot[];
  readonly blocked: readonly Blocked[];
  readonly alarms: readonly { readonly at_ms: number; readonly kind: string; readonly serial: string; readonly said: string }[];
  readonly missions_waiting: number;
  readonly missions_done: number;
  readonly missions_failed: number;
}

export interface Moved {
  readonly serial: string;
  readonly x_mm: number;
  readonly y_mm: number;
  readonly heading_mrad: number;
  readonly heard_ms?: number | null;
}

/** What changed since the picture before; what is left out did not. */
export interface Change {
  readonly at_ms: number;
  readonly moved?: readonly Moved[];
  readonly robots?: readonly Robot[];
  readonly gone?: readonly string[];
  readonly rest?: Picture | null;
}

export interface Replay {
  readonly until_ms: number;
  readonly picture?: Picture | null;
  readonly changes?: readonly Change[];
}

export interface Spot {
  readonly name: string;
  readonly x_mm: number;
  readonly y_mm: number;
}

export interface Segment {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly both_ways: boolean;
}

export interface Station {
  readonly name: string;
  readonly node: string;
  readonly kind: "handover" | "charger" | "parking";
  readonly location: string;
}

export interface SiteMap {
  readonly version: string;
  readonly nodes: readonly Spot[];
  readonly segments: readonly Segment[];
  readonly stations: readonly Station[];
  readonly faults: readonly string[];
}

export const NO_MAP: SiteMap = { version: "", nodes: [], segments: [], stations: [], faults: [] };
