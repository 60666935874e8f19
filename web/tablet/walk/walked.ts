// Where the picker was last sent, and the floor, which seldom changes: kept while the page is open.
import { call } from "../../shared/http.ts";
import type { WalkFloor } from "../../shared/map/walking.ts";

const KEPT_MS = 600_000;
const sent: { to: string | null; from: string | null } = { to: null, from: null };
let kept: { floor: WalkFloor; atMs: number } | null = null;

/** The place one stands at when sent on to another; null at the first. */
export function stepTo(to: string): string | null {
  if (sent.to !== to) {
    sent.from = sent.to;
    sent.to = to;
  }
  return sent.from;
}

export async function floorOf(): Promise<WalkFloor | null> {
  if (kept && Date.now() - kept.atMs < KEPT_MS) return kept.floor;
  const answer = await call<WalkFloor>("/api/v1/work/pick/floor");
  if (answer.ok) kept = { floor: answer.body, atMs: Date.now() };
  return answer.ok ? answer.body : (kept?.floor ?? null);
}
