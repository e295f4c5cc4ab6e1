import type { ReactNode } from "react";

/** What chooses which of a list are shown. */
export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <search className="grid grid-cols-1 items-end gap-3 *:min-w-0 *:grid-cols-1 sm:grid-cols-2 xl:grid-cols-4 [&_input]:min-w-0 [&_select]:min-w-0">
      {children}
    </search>
  );
}
