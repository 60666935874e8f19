// Ages and moments as people say them. Ages tick in the browser, so they stay honest with no stream.

export interface Age {
  readonly n: number;
  readonly unit: "s" | "min" | "h" | "d";
}

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

export function ageOf(elapsedMs: number): Age {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  if (seconds < MINUTE_S) return { n: seconds, unit: "s" };
  if (seconds < HOUR_S) return { n: Math.floor(seconds / MINUTE_S), unit: "min" };
  if (seconds < 2 * DAY_S) return { n: Math.floor(seconds / HOUR_S), unit: "h" };
  return { n: Math.floor(seconds / DAY_S), unit: "d" };
}

/** Milliseconds of an API moment; null stays null, because never is not zero. */
export function msOf(moment: string | null | undefined): number | null {
  if (!moment) return null;
  const ms = Date.parse(moment);
  return Number.isNaN(ms) ? null : ms;
}

/** Day and time of this device's zone, without seconds: 2026-03-04 14:05. */
export function clock(moment: string | null | undefined): string {
  const ms = msOf(moment);
  if (ms === null) return "–";
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
