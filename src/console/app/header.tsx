import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { placesOf } from "../admin/places.ts";
import { Bell } from "../notifications/bell.tsx";
import { OpenPalette } from "../palette/open-palette.tsx";
import { t } from "../strings/strings.ts";
import { Brand } from "../ui/brand.tsx";
import { ShieldIcon } from "../ui/icons.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { entryClass, entryTextClass } from "./entry.ts";
import { Navigation } from "./navigation.tsx";
import { meQuery } from "./queries.ts";

/** Where one can go and who one is: a column beside the page, or a bar above it on small screens. */
export function Header() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <header className="flex items-center gap-0.5 border-line px-2 py-1.5 max-sm:border-b max-sm:bg-surface sm:row-span-2 sm:w-17 sm:flex-col sm:items-stretch sm:overflow-y-auto sm:border-e sm:p-3 lg:w-60">
      <Link
        to="/"
        className="block rounded-lg max-sm:me-auto sm:mb-3 sm:self-center lg:self-start lg:px-1"
        aria-label={t("app.navigation.home")}
      >
        <Brand isShort />
      </Link>
      <OpenPalette />
      <Navigation />
      <Bell />
      {placesOf(me).length > 0 && (
        <Link to="/admin" title={t("app.navigation.operations")} className={entryClass}>
          <ShieldIcon />
          <span className={entryTextClass}>{t("app.navigation.operations")}</span>
        </Link>
      )}
      <AccountMenu me={me} />
    </header>
  );
}
