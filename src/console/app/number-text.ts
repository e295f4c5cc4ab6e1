import { language } from "../strings/language.ts";

const numbers = new Intl.NumberFormat(language);

/** "1,204" */
export function numberText(number: number): string {
  return numbers.format(number);
}
