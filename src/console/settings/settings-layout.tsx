import { Link, Outlet } from "@tanstack/react-router";
import { t } from "../strings/later.ts";

const tabClass = "whitespace-nowrap border-b-2 border-transparent px-3 py-2 text-sm text-muted hover:text-ink";
const hereClass = "border-accent! font-medium text-ink!";

/** The frame of the settings' pages. */
export function SettingsLayout() {
  return (
    <main className="overflow-y-auto">
      <div className="mx-auto grid max-w-2xl grid-cols-1 gap-6 px-4 py-8">
        <h1 className="font-display text-2xl font-semibold tracking-tight">{t("settings.layout.title")}</h1>
        <nav aria-label={t("settings.layout.title")} className="flex overflow-x-auto border-b border-line">
          <Tab to="/settings" name={t("settings.layout.account")} />
          <Tab to="/settings/security" name={t("settings.layout.security")} />
          <Tab to="/settings/sessions" name={t("settings.layout.sessions")} />
          <Tab to="/settings/notifications" name={t("settings.layout.notifications")} />
          <Tab to="/settings/activity" name={t("settings.layout.activity")} />
          <Tab to="/settings/api-keys" name={t("settings.layout.apiKeys")} />
        </nav>
        <Outlet />
      </div>
    </main>
  );
}

type TabProps = {
  to: "/settings" | `/settings/${"security" | "sessions" | "notifications" | "activity" | "api-keys"}`;
  name: string;
};

function Tab({ to, name }: TabProps) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: true, includeSearch: false }}
      className={tabClass}
      activeProps={{ className: hereClass }}
    >
      {name}
    </Link>
  );
}
