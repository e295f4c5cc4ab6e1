const minuteMs = 60_000;
const dayMs = 24 * 3600 * 1000;

/** A day of the calendar, wherever that is: as much of a date as no time zone changes. */
type Day = { year: number; month: number; day: number };

/** What a clock on the wall of a time zone shows. `weekday` counts from Sunday, which is 0. */
export type WallTime = Day & { weekday: number; minutes: number };

export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function wallTimeAt(at: number, timeZone: string): WallTime {
  const wall = new Date(wallMsAt(at, timeZone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay(),
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

/**
 * The first moment after another at which the clock of a time zone shows a time of a day. One that is left
 * out where clocks are put forward is as long after that; of one that comes twice it is the first to come.
 */
export function momentOf({ year, month, day }: Day, minutes: number, timeZone: string, after: number): number {
  const wall = Date.UTC(year, month - 1, day, 0, minutes);
  // Clocks are changed once at most within these two days: one of both offsets is the right one.
  const moments = [wall - dayMs, wall + dayMs].map((near) => wall - offsetAt(near, timeZone));
  const shown = moments.filter((at) => at > after && wallMsAt(at, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...moments, after + minuteMs);
}

/** The day so many days later. */
export function addDays({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** `22:30` as minutes since midnight. */
export function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(":").map(Number);
  return hours * 60 + minutes;
}

function offsetAt(at: number, timeZone: string): number {
  return wallMsAt(at, timeZone) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a clock in UTC would show the same, to the second. */
function wallMsAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}
