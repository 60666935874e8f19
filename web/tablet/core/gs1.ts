// The few GS1 identifiers a floor dialogue can use. The edge parses fully; this only fills in answers early.

export interface Gs1 {
  gtin?: string;
  sscc?: string;
  lot?: string;
  expiry?: string;
  quantity?: number;
}

const GS = "\u001d";
const FIXED: Record<string, number> = { "00": 18, "01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "17": 6, "20": 2 };
const VARIABLE = new Set(["10", "21", "30", "37"]);

/** The element string's fields, or null where the code is not a GS1 element string we understand. */
export function parseGs1(code: string): Gs1 | null {
  const marked = /^\](C1|d2|Q3|e0|J1)/.test(code);
  if (/^\(\d{2}\)/.test(code)) return fill(bracketed(code));
  if (!marked && !/^(00\d{18}$|01\d{14}($|10|11|13|15|17|21|30|37)|02\d{14}37)/.test(code)) return null;
  return fill(elements(marked ? code.slice(3) : code));
}

function bracketed(code: string): Map<string, string> {
  return new Map([...code.matchAll(/\((\d{2})\)([^(]+)/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function elements(text: string): Map<string, string> | null {
  const found = new Map<string, string>();
  let at = text.startsWith(GS) ? 1 : 0;
  while (at < text.length) {
    const identifier = text.slice(at, at + 2);
    const fixed = FIXED[identifier];
    if (fixed === undefined && !VARIABLE.has(identifier)) return null;
    const stop = fixed === undefined ? text.indexOf(GS, at) : at + 2 + fixed;
    const end = stop === -1 ? text.length : stop;
    if (end > text.length) return null;
    found.set(identifier, text.slice(at + 2, end));
    at = text[end] === GS ? end + 1 : end;
  }
  return found;
}

function fill(found: Map<string, string> | null): Gs1 | null {
  if (!found || found.size === 0) return null;
  const result: Gs1 = {};
  const gtin = found.get("01") ?? found.get("02");
  if (gtin) result.gtin = gtin;
  const sscc = found.get("00");
  if (sscc) result.sscc = sscc;
  const lot = found.get("10");
  if (lot) result.lot = lot;
  const expiry = dateOf(found.get("17") ?? found.get("15"));
  if (expiry) result.expiry = expiry;
  const quantity = Number(found.get("37") ?? found.get("30"));
  if (quantity > 0) result.quantity = quantity;
  return result;
}

/** YYMMDD, where day 00 is the last of the month. */
function dateOf(text: string | undefined): string | null {
  if (!text || !/^\d{6}$/.test(text)) return null;
  return dayOf(2000 + Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4)));
}

/** YYYYMMDD, YYMMDD, YYYY-MM-DD or DD.MM.YYYY as typed; null where that is no day. */
export function typedDay(text: string): string | null {
  const trimmed = text.trim();
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(trimmed);
  if (dotted) return dayOf(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const digits = trimmed.replace(/[-/]/g, "");
  if (/^\d{8}$/.test(digits)) return dayOf(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)));
  return dateOf(digits);
}

function dayOf(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12) return null;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const actual = day === 0 ? last : day;
  if (actual > last) return null;
  return `${year}-${String(month).padStart(2, "0")}-${String(actual).padStart(2, "0")}`;
}
