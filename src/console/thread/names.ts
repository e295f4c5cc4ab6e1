import { language } from "../strings/language.ts";

const list = new Intl.ListFormat(language, { type: "conjunction" });

/** "Ada, Grace and Alan", in the language of the page. */
export function namesTogether(names: string[]): string {
  return list.format(names);
}
