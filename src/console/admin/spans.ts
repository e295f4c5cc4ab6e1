import { numberText } from "../app/number-text.ts";
import { t } from "../strings/later.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in a word or two: "12 ms", "3.4 s", "5 min", "2 h", "3 days". */
export function spanText(ms: number): string {
  if (ms < 1_000) return t("admin.span.milliseconds", { count: numberText(Math.round(ms)) });
  if (ms < minuteMs) return t("admin.span.seconds", { count: numberText(Math.round(ms / 100) / 10) });
  if (ms < hourMs) return t("admin.span.minutes", { count: numberText(Math.round(ms / minuteMs)) });
  if (ms < 2 * dayMs) return t("admin.span.hours", { count: numberText(Math.round(ms / hourMs)) });
  return t("admin.span.days", { count: Math.round(ms / dayMs) });
}

/** The same, or a dash where nothing was measured. */
export function spanOrNothing(ms: number | null): string {
  return ms === null ? t("admin.span.nothing") : spanText(ms);
}
