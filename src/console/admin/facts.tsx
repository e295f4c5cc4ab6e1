import type { ReactNode } from "react";

/** What is known of something, by the names of the facts; those that are null are left out. */
export function Facts({ facts }: { facts: Record<string, ReactNode> }) {
  return (
    <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
      {Object.entries(facts)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted max-sm:mt-1.5">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A name, an id or a number of the machine's: written from the left in every language. */
export function Code({ children }: { children: string }) {
  return (
    <code dir="ltr" className="text-[0.9em] wrap-anywhere">
      {children}
    </code>
  );
}
