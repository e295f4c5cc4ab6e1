import type { Strings } from "./en/en.ts";
import { type LaterStrings, later } from "./en/later.ts";
import { type Language, language } from "./language.ts";
import { texts, translate } from "./strings.ts";
import type { Translated } from "./translated.ts";

const load: Record<Language, () => Promise<Translated<LaterStrings>>> = {
  en: async () => later,
  ar: async () => (await import("./ar/later.ts")).later,
};

/**
 * The `t` of parts that are not needed to begin with: it knows their texts besides those of `strings.ts`. They are
 * fetched with the first module that imports this one, and are there before it runs. What the page starts with must not
 * import it; the other `t` does not know these keys, so the compiler tells who needs them.
 */
export const t = translate<Strings & LaterStrings>({ ...texts, ...(await load[language]()) });
