import type { ReactNode } from "react";

type NothingProps = { title: string; hint: string; icon?: ReactNode; children?: ReactNode };

/** Says that there is nothing to show, why that may be, and (`children`) what can be done. */
export function Nothing({ title, hint, icon, children }: NothingProps) {
  return (
    <div className="grid justify-items-center gap-2 rounded-2xl border border-dashed border-line px-6 py-10 text-center">
      {icon !== undefined && <span className="text-muted">{icon}</span>}
      <p className="font-medium">{title}</p>
      <p className="max-w-sm text-sm text-muted">{hint}</p>
      {children !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
