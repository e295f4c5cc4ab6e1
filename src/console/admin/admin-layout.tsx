import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { meQuery } from "../app/queries.ts";
import { placesOf } from "./places.ts";

const tabClass = "whitespace-nowrap border-b-2 border-transparent px-3 py-2 text-sm text-muted hover:text-ink";
const hereClass = "border-accent! font-medium text-ink!";

/** The frame of the operators' pages: of them, those that one may see. */
export function AdminLayout() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <main className="overflow-y-auto">
      <div className="mx-auto grid max-w-5xl grid-cols-1 gap-6 px-4 py-8">
        <h1 className="font-display text-2xl font-semibold tracking-tight">Operations</h1>
        <nav aria-label="Operations" className="flex overflow-x-auto border-b border-line">
          {placesOf(me).map(({ to, name }) => (
            <Link key={to} to={to} className={tabClass} activeProps={{ className: hereClass }}>
              {name}
            </Link>
          ))}
        </nav>
        <Outlet />
      </div>
    </main>
  );
}
