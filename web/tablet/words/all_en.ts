// One language, one chunk: a tablet loads the one it speaks and fetches the other when idle.
import { en } from "./en.ts";
import { saidEn } from "./said_en.ts";
import { toldEn } from "./told_en.ts";
import type { FirstKey } from "./en.ts";

export const words: Record<FirstKey, string> = { ...en, ...saidEn, ...toldEn };
