import { Link } from "@tanstack/react-router";
import { Bell } from "../notifications/bell.tsx";
import { Brand } from "../ui/brand.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { SettingsIcon } from "../ui/icons.tsx";
import { SignOut } from "./sign-out.tsx";

export function Header() {
  return (
    <header className="flex items-center gap-1 border-b border-line bg-surface px-3 py-2 sm:px-5">
      <Link to="/" className="mr-auto block rounded-lg" aria-label="Atrium: conversations">
        <Brand />
      </Link>
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
