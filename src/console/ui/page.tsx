import type { ReactNode } from "react";

type PageProps = { title: string; actions?: ReactNode; width?: "narrow" | "wide"; children: ReactNode };

/** A page of its own, with its heading and what can be done with the whole of it. */
export function Page({ title, actions, width = "narrow", children }: PageProps) {
  return (
    <main className="overflow-y-auto">
      <title>{`${title} · Atrium`}</title>
      <div className={`mx-auto grid grid-cols-1 gap-5 px-4 py-8 ${width === "wide" ? "max-w-5xl" : "max-w-2xl"}`}>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h1 className="font-display text-2xl font-semibold tracking-tight">{title}</h1>
          {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
        {children}
      </div>
    </main>
  );
}
