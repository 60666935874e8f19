// The HQ page's voice.
import { en, type Key } from "./en.ts";
import { zh } from "./zh.ts";
import { type Age } from "../../shared/time.ts";
import { type Language, LANGUAGE_TAGS, languageOf, phrase, placeholders, type Values } from "../../shared/words.ts";
import type { ExceptionRow, SiteReply } from "../types.ts";

const CATALOGUES: Record<Language, Record<Key, string>> = { en, zh };
const REMEMBERED = "holdfast.hq.language";

class Voice {
  language = $state<Language>(languageOf([localStorage.getItem(REMEMBERED) ?? "", ...navigator.languages].filter(Boolean)));

  choose(language: Language): void {
    this.language = language;
    localStorage.setItem(REMEMBERED, language);
    this.mark();
  }

  mark(): void {
    document.documentElement.lang = LANGUAGE_TAGS[this.language];
  }
}

export const voice = new Voice();

export function t(key: Key, values: Values = {}): string {
  return phrase(CATALOGUES[voice.language][key], values);
}

export function age({ n, unit }: Age): string {
  return t(`age.${unit}`, { n });
}

/** An exception in words: what its kind says of its arguments. */
export function happened(row: Pick<ExceptionRow, "kind" | "arguments">): string {
  const template = (CATALOGUES[voice.language] as Record<string, string>)[`happened.${row.kind}`];
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(row.arguments)) values[name] = typeof value === "number" ? value : term("reason", String(value));
  if (template === undefined) return Object.values(values).join(" · ");
  for (const name of placeholders(template)) values[name] ??= "–";
  return phrase(template, values);
}

/** Why a site refused a command: in the words of its answer where we have them, of its outcome otherwise. */
export function said(reply: SiteReply | null): string {
  if (reply === null) return t("fate.no_reason");
  const template = (CATALOGUES[voice.language] as Record<string, string>)[`said.${reply.say?.key ?? ""}`];
  if (template === undefined) return reply.outcome ? term("outcome", reply.outcome) : t("fate.no_reason");
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(reply.say?.args ?? {})) values[name] = typeof value === "number" ? value : String(value);
  values["lines"] = (reply.data?.refused ?? []).map((line) => `${line.item ?? ""}: ${term("reason", line.reason)}`).join(", ");
  for (const name of placeholders(template)) values[name] ??= "–";
  return phrase(template, values);
}

/** A word of the trade the server sends (a state, a kind): ours if we have it, the server's otherwise. */
export function term(group: string, word: string): string {
  return (CATALOGUES[voice.language] as Record<string, string>)[`${group}.${word}`] ?? word.replaceAll("_", " ");
}
