import type { Money } from "./contract.ts";
import { exponentOf } from "./currencies.ts";

/** An amount in the currency's major unit, exactly: 1250 of KWD is `1.250`, and -1250 `-1.250`. */
export function decimalOf({ amount, currency }: Money): Intl.StringNumericLiteral {
  const exponent = exponentOf(currency);
  if (exponent === 0) return `${amount}`;
  const size = Math.abs(amount);
  const whole = Math.floor(size / 10 ** exponent);
  const rest = size - whole * 10 ** exponent;
  // A whole number, with or without its sign, a point and digits: what the type stands for.
  return `${amount < 0 ? "-" : ""}${whole}.${String(rest).padStart(exponent, "0")}` as Intl.StringNumericLiteral;
}

/** An amount as people of a locale read it, with as many decimal places as the currency has: `KWD 1.250`. */
export function formatMoney(money: Money, locale = "en"): string {
  const digits = exponentOf(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimalOf(money));
}
