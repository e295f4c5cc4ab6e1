import { useSyncExternalStore } from "react";
import { ago, moment, timeOrDay } from "../app/time.ts";

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;

/** How long ago something was, as it grows; after a week its day. The full time is its title. */
export function TimeAgo({ at, className = "" }: { at: string; className?: string }) {
  const now = useSyncExternalStore(eachMinute, thisMinute);
  return (
    <time dateTime={at} title={moment(at)} className={className}>
      {now - Date.parse(at) < weekMs ? ago(at) : timeOrDay(at)}
    </time>
  );
}

function eachMinute(listener: () => void): () => void {
  const timer = setInterval(listener, minuteMs / 2);
  return () => clearInterval(timer);
}

function thisMinute(): number {
  return Math.floor(Date.now() / minuteMs) * minuteMs;
}
