import { language } from "../strings/language.ts";
import { t } from "../strings/strings.ts";

const dayMs = 24 * 60 * 60 * 1000;

// The browser's own kind of the language ("en-GB" for its dates), where it speaks the language of the page; the digits
// are those of all other texts, which know no countries.
const { numberingSystem } = new Intl.NumberFormat(language).resolvedOptions();
const own = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
const locale = new Intl.Locale(own, { numberingSystem });

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const fullDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const inFull = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const monthAndYear = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** "14:05" */
export function timeOfDay(timestamp: string): string {
  return clock.format(new Date(timestamp));
}

/** "21 Nov 2026, 14:05" */
export function moment(timestamp: string): string {
  return inFull.format(new Date(timestamp));
}

/** "November 2026" */
export function monthOf(timestamp: string): string {
  return monthAndYear.format(new Date(timestamp));
}

/** "Today", "Yesterday", "3 November", and with its year when that is another. */
export function dayName(timestamp: string): string {
  const date = new Date(timestamp);
  const days = daysAgo(date);
  if (days < 2) return capitalised(relative.format(-days, "day"));
  return (date.getFullYear() === new Date().getFullYear() ? dayAndMonth : fullDay).format(date);
}

/** For lists: the time today, the day before that. */
export function timeOrDay(timestamp: string): string {
  const date = new Date(timestamp);
  return daysAgo(date) === 0 ? clock.format(date) : shortDay.format(date);
}

/** "in 40 seconds", "in 14 minutes": never sooner than it is. */
export function fromNow(seconds: number): string {
  if (seconds < 60) return relative.format(Math.ceil(seconds), "second");
  if (seconds < 60 * 60) return relative.format(Math.ceil(seconds / 60), "minute");
  return relative.format(Math.ceil(seconds / (60 * 60)), "hour");
}

/** "5 minutes ago", "yesterday". */
export function ago(timestamp: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(timestamp)) / 1000);
  if (seconds < 60) return t("app.time.justNow");
  if (seconds < 60 * 60) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 24 * 60 * 60) return relative.format(-Math.floor(seconds / (60 * 60)), "hour");
  return relative.format(-Math.floor(seconds / (24 * 60 * 60)), "day");
}

function daysAgo(date: Date): number {
  return Math.max(0, Math.round((startOfDay(new Date()) - startOfDay(date)) / dayMs));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
