/** The languages of the console, each under its own name. */
export const languages = { en: "English", ar: "العربية" } as const;
export type Language = keyof typeof languages;

const storageKey = "atrium.language";

/** The language of this page: the one chosen here before, or the first of the browser's that we have, or English. */
export const language: Language =
  [localStorage.getItem(storageKey), ...navigator.languages].map(known).find((name) => name !== null) ?? "en";

export const direction = language === "ar" ? "rtl" : "ltr";

/** Keeps the choice and loads the page anew in it: every text, date and number of it is made for one language. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(storageKey, chosen);
  location.reload();
}

/** "ar-EG" is Arabic. */
function known(tag: string | null): Language | null {
  const name = tag?.split("-")[0]?.toLowerCase();
  return name !== undefined && isLanguage(name) ? name : null;
}

export function isLanguage(name: string): name is Language {
  return Object.hasOwn(languages, name);
}
