import { useQuery } from "@tanstack/react-query";
import { preferencesQuery } from "../inbox/queries.ts";
import { PushSection } from "../push/push-section.tsx";
import { t } from "../strings/later.ts";
import { Loaded } from "../ui/loaded.tsx";
import { PreferencesForm } from "./preferences-form.tsx";

/** What one hears of, by which channels, and when. */
export function NotificationSettings() {
  const query = useQuery(preferencesQuery);
  return (
    <>
      <title>{`${t("settings.notifications.title")} · Atrium`}</title>
      <PushSection />
      <Loaded query={query} what={t("settings.notifications.preferences")}>
        {(preferences) => <PreferencesForm preferences={preferences} />}
      </Loaded>
    </>
  );
}
