import type { Plan } from "../../client/index.ts";

const spans: Record<Plan["interval"], string> = { month: "a month", year: "a year", once: "once" };

/** "KWD 4.500 a month", in the reader's language; each currency has its own smallest unit. */
export function describePrice({ price: { amount, currency }, interval }: Plan): string {
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${format.format(amount / 10 ** digits)} ${spans[interval]}`;
}
