// The words of a page that is opened now and then: fetched with it, in both languages, as a chunk of their own.
import { type Language, phrase, type Values } from "../../shared/words.ts";
import { voice } from "../words/words.svelte.ts";

type Words = Readonly<Record<string, string>>;

export interface Catalogue<Key extends string> {
  /** Before the page opens. */
  readonly fetch: () => Promise<void>;
  readonly say: (key: Key, values?: Values) => string;
  readonly has: (key: string) => key is Key;
  /** A word for what the edge names; what a newer edge may name is shown as it came. */
  readonly name: (group: string, word: string) => string;
}

export function catalogue<Key extends string>(load: () => Promise<Record<Language, Words>>): Catalogue<Key> {
  let words: Record<Language, Words> = { en: {}, zh: {} };
  return {
    fetch: async () => {
      words = await load();
    },
    has: (key): key is Key => key in words[voice.language],
    say: (key, values = {}) => phrase(words[voice.language][key] ?? key, values),
    name: (group, word) => words[voice.language][`${group}_${word}`] ?? word,
  };
}
