import type { Money } from "./contract.ts";
import { exponentOf } from "./currencies.ts";

/** An amount in the currency's major unit, exactly: 1250 of KWD is `1.250`. */
export function decimalOf({ amount, currency }: Money): Intl.StringNumericLiteral {
  const exponent = exponentOf(currency);
  const whole = Math.floor(amount / 10 ** exponent);
  if (exponent === 0) return `${whole}`;
  const rest = amount - whole * 10 ** exponent;
  // A whole number, a point and digits: what the type stands for.
  return `${whole}.${String(rest).padStart(exponent, "0")}` as Intl.StringNumericLiteral;
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
