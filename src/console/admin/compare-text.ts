import { language } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import type { Span, Totals } from "./metrics-queries.ts";

const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });

/** How much more or less there was than in the time as long before. */
export function compareText(
  countOf: (totals: Totals) => number,
  span: Span,
  totals: Totals,
  totalsBefore: Totals,
): string {
  const [now, before] = [countOf(totals), countOf(totalsBefore)];
  if (now === before) return t("admin.overview.before.same", { span });
  if (before === 0) return t("admin.overview.before.first", { span });
  const difference = percent.format(Math.abs(now - before) / before);
  return now > before
    ? t("admin.overview.before.more", { span, percent: difference })
    : t("admin.overview.before.less", { span, percent: difference });
}
