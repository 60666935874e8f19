// The words of the page of robots, fetched with it.
import { catalogue } from "../office/catalogue.ts";
import type { RobotsKey } from "../words/robots_en.ts";

export const { fetch: fetchWords, say: w, name } = catalogue<RobotsKey>(async () => {
  const [{ robotsEn }, { robotsZh }] = await Promise.all([import("../words/robots_en.ts"), import("../words/robots_zh.ts")]);
  return { en: robotsEn, zh: robotsZh };
});
