// One language, one chunk: a tablet loads the one it speaks and fetches the other when idle.
import { zh } from "./zh.ts";
import { saidZh } from "./said_zh.ts";
import { toldZh } from "./told_zh.ts";
import type { FirstKey } from "./en.ts";

export const words: Record<FirstKey, string> = { ...zh, ...saidZh, ...toldZh };
