import { Link, Outlet, useLocation } from "@tanstack/react-router";
import type { User } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { buttonClass } from "../ui/button.tsx";
import { placeNames } from "./place-names.ts";
import { may, placeAt, placesOf } from "./places.ts";
import { useCurrentPermissions } from "./use-current-permissions.ts";

const placeClass =
  "rounded-lg px-3 py-2 text-sm whitespace-nowrap text-muted transition-colors hover:bg-sunken hover:text-ink";
const hereClass = "bg-tint! font-medium text-ink!";

/** The frame of the operators' pages: of them, those that one may see. */
export function AdminLayout() {
  const me = useCurrentPermissions();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const place = placeAt(path);
  const isPermitted = place === undefined || may(me, place.permission);
  return (
    <main className="overflow-y-auto">
      <div className="mx-auto grid max-w-7xl grid-cols-1 gap-x-8 gap-y-5 px-4 py-6 xl:grid-cols-[10.5rem_minmax(0,1fr)] xl:px-6 xl:py-8">
        <div className="grid grid-cols-1 content-start gap-3 xl:sticky xl:top-8 xl:self-start">
          <h1 className="font-display text-2xl font-semibold tracking-tight xl:px-3">{t("admin.frame.title")}</h1>
          <Places me={me} />
        </div>
        <div className="grid grid-cols-1 content-start gap-5">{isPermitted ? <Outlet /> : <NotYours me={me} />}</div>
      </div>
    </main>
  );
}

function Places({ me }: { me: User }) {
  return (
    <nav
      aria-label={t("admin.frame.title")}
      // The row is scrolled by touch; what is beside its edge is seen to go on.
      className="-mx-4 flex gap-1 overflow-x-auto px-4 pb-1 xl:mx-0 xl:grid xl:gap-0.5 xl:overflow-visible xl:px-0"
    >
      {placesOf(me).map(({ to, key }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === "/admin", includeSearch: false }}
          className={placeClass}
          activeProps={{ className: hereClass }}
        >
          {placeNames[key]}
        </Link>
      ))}
    </nav>
  );
}

function NotYours({ me }: { me: User }) {
  const [first] = placesOf(me);
  return (
    <div className="grid justify-items-center gap-4 rounded-2xl border border-line bg-surface p-10 text-center">
      <p className="text-sm text-muted">{t("admin.frame.notYours")}</p>
      <Link to={first?.to ?? "/"} className={buttonClass("quiet")}>
        {first ? t("admin.frame.toFirst") : t("admin.frame.toConversations")}
      </Link>
    </div>
  );
}
