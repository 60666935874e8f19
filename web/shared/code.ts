// Codes and numbers as they are shown: grouped for the eye, never changed for the machine.

const THIN = "\u2009";

/** SSCC and other long digit strings in groups of four from the right end; the rest as it is. */
export function grouped(code: string): string {
  if (!/^\d{9,}$/.test(code)) return code;
  return code.replace(/\B(?=(\d{4})+$)/g, THIN);
}

/** Unknown is –, never 0. Thousands by thin space. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const sign = value < 0 ? "−" : "";
  return sign + String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, THIN);
}
