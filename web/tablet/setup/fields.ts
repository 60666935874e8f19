// Custom fields as what a form knows of them.
import { whole } from "./figures.ts";
import type { Texts } from "./rules.ts";
import { flipped, isYes } from "./rules.ts";
import type { CustomField } from "./shapes.ts";

export function draftOf(field: CustomField): Texts {
  return {
    about: field.about, field: field.code, kind: field.kind, label_en: field.label_en, label_zh: field.label_zh,
    decimals: String(field.decimals), required: field.required ? flipped("") : "",
  };
}

/** All that `set_field` takes: choices of a choice, decimals of a decimal number, and of nothing else. */
export function fieldsOf(draft: Texts, choices: readonly string[], sequence: number): object {
  const text = (key: string): string => draft[key]?.trim() ?? "";
  const kind = text("kind");
  return {
    about: text("about"), field: text("field"), kind, label_en: text("label_en"), label_zh: text("label_zh"),
    decimals: kind === "decimal" ? (whole(draft["decimals"] ?? "") ?? 0) : 0,
    choices: kind === "choice" ? choices.map((one) => one.trim()).filter(Boolean) : [],
    required: isYes(draft["required"]),
    sequence,
  };
}

/** The row as the command says it, elsewhere in the sequence. */
export function commandOf({ code, ...field }: CustomField, sequence: number): object {
  return { ...field, field: code, sequence };
}

/** A label that can be typed on this tablet, as a name for programs; empty where no letter of it can be one. */
export const codeOf = (label: string): string =>
  label.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 40);
