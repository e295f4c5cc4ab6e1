import { createTranslator } from "use-intl/core";
import { type Strings, en } from "./en/en.ts";
import { type Language, language } from "./language.ts";
import type { Translated } from "./translated.ts";
import type { Translate } from "./translate.ts";

// English comes with the page, because others fall back on nothing; another language is fetched before anything is shown.
const load: Record<Language, () => Promise<Translated<Strings>>> = {
  en: async () => en,
  ar: async () => (await import("./ar/ar.ts")).ar,
};

export const texts = await load[language]();

/** The way to these texts in the language of the page. */
export function translate<T>(messages: Translated<T>): Translate<T> {
  return createTranslator({
    locale: language,
    // Else the library's own types would read every message.
    messages: messages as never,
    // It takes the same arguments, of which it knows less.
  }) as unknown as Translate<T>;
}

/**
 * The text of a key in the language of the page: `t("feed.likes", { count: 3 })`.
 *
 * Texts are ICU messages (plurals, choices, numbers); `t.rich` puts elements around their tags. Keys and arguments are
 * checked by the compiler. The language does not change while the page lives, so that tables of texts may be
 * made as modules load. Texts of parts that are not needed to begin with are had by `later.ts`.
 */
export const t = translate<Strings>(texts);
