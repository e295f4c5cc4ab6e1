import { numberText } from "../app/number-text.ts";

const most = 99;

/** A number of new things; nothing where there are none. What is counted is said elsewhere in words. */
export function CountBadge({ count, className = "" }: { count: number; className?: string }) {
  if (count === 0) return null;
  return (
    <span
      aria-hidden="true"
      dir="ltr"
      className={`inline-grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums ${className}`}
    >
      {count > most ? `${numberText(most)}+` : numberText(count)}
    </span>
  );
}
