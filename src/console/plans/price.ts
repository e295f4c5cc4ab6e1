import type { Plan } from "../../client/index.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import { exponentOf, majorUnitsOf } from "./currencies.ts";

/** "KWD 4.500 a month", in the reader's language. */
export function describePrice({ price: { amount, currency }, interval }: Plan): string {
  if (amount === 0) return t("plans.price.free");
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const price = format.format(Number(majorUnitsOf(amount, currency)));
  return t(`plans.price.${interval}`, { price });
}
