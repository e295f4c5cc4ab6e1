import type { Money } from "../money/contract.ts";
import { formatMoney } from "../money/format.ts";
import { renderMail } from "./layout.ts";
import type { Mail } from "./mail.ts";

type Receipt = {
  to: string;
  /** Whom the letter greets. */
  name: string;
  /** The receipt's own number. */
  number: string;
  paidAt: number;
  lines: { name: string; amount: Money }[];
  total: Money;
  /** Where the receipt is shown. */
  url: string;
};

/** The mail that confirms a payment. */
export function renderReceiptMail({ to, name, number, paidAt, lines, total, url }: Receipt): Mail {
  const paidOn = new Date(paidAt).toISOString().slice(0, 10);
  return renderMail({
    template: "receipt",
    to,
    subject: `Your receipt ${number}`,
    preheader: `${formatMoney(total)}, paid on ${paidOn}`,
    paragraphs: [`Hello ${name},`, `thank you. We received your payment on ${paidOn}.`],
    rows: [
      ...lines.map((line) => ({ name: line.name, value: formatMoney(line.amount) })),
      { name: "Total", value: formatMoney(total), isSum: true },
    ],
    action: { label: "Show the receipt", url },
    closing: [`Receipt ${number}`],
  });
}
