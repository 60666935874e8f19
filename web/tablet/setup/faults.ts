// What the edge has against a command, by the field of the form it is about.
import type { Value } from "../../shared/words.ts";

export interface Fault {
  readonly field: string;
  readonly word: "least" | "most" | "shorter" | "empty" | "missing" | "pattern" | "not_so";
  readonly n: Value;
}

const AT = /^(.*?)(?: - at `\$([^`]*)`)?$/s;
const BOUNDS: readonly (readonly [RegExp, Fault["word"]])[] = [
  [/of length >= (\d+)/, "empty"],
  [/of length <= (\d+)/, "shorter"],
  [/>= (-?\d+)/, "least"],
  [/<= (-?\d+)/, "most"],
  [/missing required field/, "missing"],
  [/got `null`/, "missing"],
  [/matching regex/, "pattern"],
];

/** A body that does not fit: "Expected `int` <= 100 - at `$.says.slots`". A fault of the whole is that of the field it
 * names first. */
export function faultOf(detail: string): Fault | null {
  const [, what = "", path = ""] = AT.exec(detail) ?? [];
  if (what === "" || !/`/.test(detail)) return null;
  const last = path.replace(/\[[^\]]*\]/g, "").split(".").pop() ?? "";
  const named = /^(?:Object missing required field )?`(\w+)`/.exec(what)?.[1];
  const field = named ?? last;
  if (field === "") return null;
  for (const [shape, word] of BOUNDS) {
    const found = shape.exec(what);
    if (found) return { field, word, n: found[1] ?? "" };
  }
  return { field, word: named ? "missing" : "not_so", n: "" };
}

/** A command that was understood and refused: the field its reply is about. */
export const FIELD_OF: Readonly<Record<string, string>> = {
  "field.keeps_kind": "kind",
  "field.choices_for_choice": "choices",
  "field.decimals_for_decimal": "decimals",
  "field.too_many": "field",
  "rule.other_kind": "kind",
};
