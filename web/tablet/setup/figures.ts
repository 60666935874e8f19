// Figures as people type them and as the edge keeps them: kilograms, litres and whole numbers, exactly.

export const KG = 3; // places between kilograms and grams
export const LITRES = 6; // places between litres and mm³

/** Empty: none. What is not a number is given on as it stands, so that the edge says so. */
export function whole(text: string): number | string | null {
  const typed = text.trim();
  if (typed === "") return null;
  return /^\d{1,15}$/.test(typed) ? Number(typed) : typed;
}

/** "12.5" of a unit with three places is 12500; without rounding on the way. */
export function scaled(text: string, places: number): number | string | null {
  const typed = text.trim().replace(",", ".");
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(typed);
  if (!match) return typed === "" ? null : typed;
  const part = (match[2] ?? "").replace(/0+$/, "");
  return part.length > places ? typed : Number((match[1] ?? "") + part.padEnd(places, "0"));
}

/** The other way round. */
export function unscaled(value: number | null | undefined, places: number): string {
  if (value === null || value === undefined) return "";
  const digits = String(value).padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "");
}

export const shownWhole = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));
