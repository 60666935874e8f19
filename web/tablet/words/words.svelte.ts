// The tablet's voice: current language and look-up.
import type { Key } from "./en.ts";
import { type Age } from "../../shared/time.ts";
import { type Language, LANGUAGE_TAGS, languageOf, phrase, placeholders, type Values } from "../../shared/words.ts";
import type { Say } from "../core/types.ts";

type Words = Readonly<Record<string, string>>;

const LOADERS: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./all_en.ts")).words,
  zh: async () => (await import("./all_zh.ts")).words,
};
const LED_LOADERS: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./led_en.ts")).ledEn,
  zh: async () => (await import("./led_zh.ts")).ledZh,
};
const LANGUAGES = Object.keys(LOADERS) as Language[];
const REMEMBERED = "holdfast.language";

class Voice {
  language = $state<Language>(remembered() ?? languageOf(navigator.languages));
  words = $state.raw<Words>({});
  #loaded = new Map<Language, Words>();
  #led: Promise<void> | null = null;

  /** Before the first screen: the words of this tablet's language. */
  async open(): Promise<void> {
    await this.#speak(this.language);
  }

  /** While idle: the other languages too, so that switching works with the line down. */
  async fetchOthers(): Promise<void> {
    for (const language of LANGUAGES) await this.#load(language);
  }

  /** With the page of a dialogue that the edge leads: what such dialogues say. */
  fetchLed(): Promise<void> {
    this.#led ??= this.#loadLed().catch((error: unknown) => {
      this.#led = null;
      throw error;
    });
    return this.#led;
  }

  async #loadLed(): Promise<void> {
    for (const language of LANGUAGES) this.#loaded.set(language, { ...(await this.#load(language)), ...(await LED_LOADERS[language]()) });
    await this.#speak(this.language);
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

  async #load(language: Language): Promise<Words> {
    const known = this.#loaded.get(language) ?? (await LOADERS[language]());
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

/** A state or a unit of measure (of n) that the edge sends: ours if we have a word for it, else as it was sent. */
export function term(group: "state" | "uom", word: string, n = 2): string {
  return phrase(voice.words[`${group}.${word.toLowerCase()}`] ?? word, { n });
}
