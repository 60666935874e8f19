// The tablet's voice: current language and look-up.
import type { Key } from "./en.ts";
import { type Age } from "../../shared/time.ts";
import { type Language, LANGUAGE_TAGS, languageOf, phrase, placeholders, type Values } from "../../shared/words.ts";
import type { Say } from "../core/types.ts";

const LOADERS: Record<Language, () => Promise<{ words: Record<Key, string> }>> = {
  en: () => import("./all_en.ts"),
  zh: () => import("./all_zh.ts"),
};
const REMEMBERED = "holdfast.language";

class Voice {
  language = $state<Language>(remembered() ?? languageOf(navigator.languages));
  words = $state.raw<Record<string, string>>({});
  #loaded = new Map<Language, Record<Key, string>>();

  /** Before the first screen: the words of this tablet's language. */
  async open(): Promise<void> {
    await this.#speak(this.language);
  }

  /** While idle: the other languages too, so that switching works with the line down. */
  async fetchOthers(): Promise<void> {
    for (const language of Object.keys(LOADERS) as Language[]) await this.#load(language);
  }

  async choose(language: Language): Promise<void> {
    localStorage.setItem(REMEMBERED, language);
    await this.#speak(language);
  }

  /** A person's own language, unless this tablet was set by hand. */
  async suggest(language: string): Promise<void> {
    if (remembered() === null) await this.#speak(languageOf([language]));
  }

  async #speak(language: Language): Promise<void> {
    this.words = await this.#load(language);
    this.language = language;
    document.documentElement.lang = LANGUAGE_TAGS[language];
  }

  async #load(language: Language): Promise<Record<Key, string>> {
    const known = this.#loaded.get(language) ?? (await LOADERS[language]()).words;
    this.#loaded.set(language, known);
    return known;
  }
}

function remembered(): Language | null {
  const kept = localStorage.getItem(REMEMBERED);
  return kept === "en" || kept === "zh" ? kept : null;
}

export const voice = new Voice();

export function t(key: Key, values: Values = {}): string {
  return phrase(voice.words[key] ?? key, values);
}

export function age({ n, unit }: Age): string {
  return t(`age.${unit}`, { n });
}

/** What the edge says; a key we do not know yet is shown as its outcome would be. */
export function said(say: Say, outcome: string): string {
  const known = voice.words;
  const template = known[say.key] ?? known[`scan.${outcome}`] ?? known["say.failed"] ?? "";
  const values: Record<string, string | number> = { detail: say.key };
  for (const [name, value] of Object.entries(say.args)) values[name] = value ?? "–";
  // A value the edge did not send is unknown, and shown so.
  for (const name of placeholders(template)) values[name] ??= "–";
  return phrase(template, values);
}

/** A state or a unit of measure that the edge sends: ours if we have a word for it, else as it was sent. */
export function term(group: "state" | "uom", word: string): string {
  return voice.words[`${group}.${word.toLowerCase()}`] ?? word;
}
