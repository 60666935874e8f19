// Catalogue mechanics: languages, placeholders and English plurals. The catalogues live with each page.

export type Language = "en" | "zh";
export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;

/** How a language writes itself in `lang`, for fonts, hyphens and screen readers. */
export const LANGUAGE_TAGS: Record<Language, string> = { en: "en", zh: "zh-Hans" };

/** `{name}` is replaced; `{n#line|lines}` picks by count and shows only the word. */
export function phrase(template: string, values: Values = {}): string {
  return template.replace(/\{(\w+)(?:#([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return one === undefined ? whole : (many ?? "");
    if (one === undefined) return String(value);
    return Number(value) === 1 ? one : (many ?? "");
  });
}

/** The device's own language, where we speak it; English otherwise. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith("zh")) return "zh";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

/** Names inside a template, for the test that compares the languages. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? "").sort();
}
