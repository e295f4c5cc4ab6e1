import { timeOfDay as timeOf } from "../app/time.ts";
import { language } from "../strings/language.ts";

// The digits and words of the page's language, as in all other texts.
const weekday = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric" });
const dayTime = new Intl.DateTimeFormat(language, {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** "14:05" */
export function timeOfDay(ms: number): string {
  return timeOf(new Date(ms).toISOString());
}

/** "Fri 21" */
export function shortWeekday(ms: number): string {
  return weekday.format(ms);
}

/** "Fri 14:05" */
export function dayAndTime(ms: number): string {
  return dayTime.format(ms);
}
