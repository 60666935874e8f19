// How fresh a site is, as this browser knows it. The server's word only ever gets worse with age. Pure.
import { msOf } from "../../shared/time.ts";
import type { LinkState } from "../types.ts";

export const LIVE_MS = 30_000;
export const STALE_MS = 15 * 60_000;
const RANK: readonly LinkState[] = ["live", "delayed", "stale", "offline", "never"];

/** The worse of what the hub said and what the clock says since. */
export function freshness(told: LinkState, lastHeard: string | null, serverNowMs: number): LinkState {
  const heard = msOf(lastHeard);
  if (told === "never" || heard === null) return "never";
  const age = serverNowMs - heard;
  const aged: LinkState = age < LIVE_MS ? "live" : age < STALE_MS ? "delayed" : "stale";
  return RANK.indexOf(aged) > RANK.indexOf(told) ? aged : told;
}

/** Figures of such a site carry the hatch and are labelled as the last known. */
export function isStale(state: LinkState): boolean {
  return state === "stale" || state === "offline" || state === "never";
}

/** A sum over sites: unknown when no site knows it; partial when a site does not, or is stale. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
