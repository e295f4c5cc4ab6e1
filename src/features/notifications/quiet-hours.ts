import type { NotificationPreferences, QuietHours } from "./contract.ts";
import { addDays, minutesOf, momentOf, wallTimeAt } from "./local-time.ts";

/** Digests come at this hour, by the clock of the user's time zone. */
const digestMinutes = 8 * 60;
const monday = 1;

/** When the quiet hours end that it is now; nothing while there are none. */
export function quietUntil(now: number, quietHours: QuietHours): number | undefined {
  if (!quietHours.enabled) return undefined;
  const { timeZone } = quietHours;
  const [start, end] = [minutesOf(quietHours.start), minutesOf(quietHours.end)];
  const wall = wallTimeAt(now, timeZone);
  const isQuiet =
    start <= end ? wall.minutes >= start && wall.minutes < end : wall.minutes >= start || wall.minutes < end;
  if (!isQuiet) return undefined;
  return momentOf(wall.minutes < end ? wall : addDays(wall, 1), end, timeZone, now);
}

/** When the next digest is due: the next morning, or that of the next Monday. */
export function nextDigestAt(now: number, preferences: NotificationPreferences): number {
  const { timeZone } = preferences.quietHours;
  const { digest: rhythm } = preferences;
  const today = wallTimeAt(now, timeZone);
  const isBefore = today.minutes < digestMinutes;
  const days = rhythm === "weekly" ? (monday - today.weekday + 7) % 7 : 0;
  const step = rhythm === "weekly" ? 7 : 1;
  return momentOf(addDays(today, days === 0 && !isBefore ? step : days), digestMinutes, timeZone, now);
}
