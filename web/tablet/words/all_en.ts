// One language, one chunk: a tablet loads the one it speaks and fetches the other when idle.
import { en } from "./en.ts";
import { saidEn } from "./said_en.ts";
import { toldEn } from "./told_en.ts";
import type { Key } from "./en.ts";

export const words: Record<Key, string> = { ...en, ...saidEn, ...toldEn };
