import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { placesOf } from "../admin/places.ts";
import { Bell } from "../notifications/bell.tsx";
import { OpenPalette } from "../palette/open-palette.tsx";
import { OwnStatus } from "../presence/own-status.tsx";
import { Brand } from "../ui/brand.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { FeedIcon, SettingsIcon, ShieldIcon } from "../ui/icons.tsx";
import { meQuery } from "./queries.ts";
import { SignOut } from "./sign-out.tsx";

export function Header() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <header className="flex items-center gap-0.5 border-b border-line bg-surface px-2 sm:gap-1 py-2 sm:px-5">
      <Link to="/" className="mr-auto block rounded-lg" aria-label="Atrium: conversations">
        <Brand isShort />
      </Link>
      <Link
        to="/feed"
        aria-label="Feed"
        title="Feed"
        className={iconButtonClass}
        activeProps={{ className: "text-accent" }}
      >
        <FeedIcon />
      </Link>
      <OpenPalette />
      {placesOf(me).length > 0 && (
        <Link
          to="/admin"
          aria-label="Operations"
          title="Operations"
          className={iconButtonClass}
          activeProps={{ className: "text-accent" }}
        >
          <ShieldIcon />
        </Link>
      )}
      <OwnStatus />
      <Bell />
      <Link
        to="/settings"
        aria-label="Settings"
        title="Settings"
        className={iconButtonClass}
        activeProps={{ className: "text-accent" }}
      >
        <SettingsIcon />
      </Link>
      <SignOut />
    </header>
  );
}
