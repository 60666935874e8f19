// Whether a scanned code means this thing.
import { parseGs1 } from "../core/gs1.ts";

interface Item {
  readonly item: string;
  readonly barcodes: readonly string[];
  /** GTINs of packs, with the pieces in them. */
  readonly packs?: Readonly<Record<string, number>>;
}

const plain = (code: string): string => code.trim().toUpperCase();
const digits14 = (code: string): string => (/^\d{8,14}$/.test(code) ? code.padStart(14, "0") : plain(code));

export function sameCode(scanned: string, known: string | null | undefined): boolean {
  return Boolean(known) && plain(scanned) === plain(known ?? "");
}

export function meansItem(scanned: string, item: Item): boolean {
  if (sameCode(scanned, item.item)) return true;
  const code = digits14(parseGs1(scanned)?.gtin ?? scanned);
  return item.barcodes.some((barcode) => digits14(barcode) === code);
}

/** How many pieces a scan of this thing stands for: a box counts what it holds. */
export function piecesOf(scanned: string, item: Item): number {
  const told = parseGs1(scanned);
  const code = digits14(told?.gtin ?? scanned);
  return (told?.quantity ?? 1) * (Object.entries(item.packs ?? {}).find(([gtin]) => digits14(gtin) === code)?.[1] ?? 1);
}

export function meansLocation(scanned: string, location: string | null, barcode: string | null): boolean {
  return sameCode(scanned, location) || sameCode(scanned, barcode);
}

/** The 18 digits of a handling unit's SSCC, however it was scanned. */
export function ssccOf(scanned: string): string | null {
  const told = parseGs1(scanned)?.sscc;
  if (told) return told;
  const found = /^(?:00)?(\d{18})$/.exec(scanned);
  return found?.[1] ?? null;
}
