import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../ui/loaded.tsx";
import { preferencesQuery } from "../inbox/queries.ts";
import { PreferencesForm } from "./preferences-form.tsx";

/** What one hears of, by which channels, and when. */
export function NotificationSettings() {
  const query = useQuery(preferencesQuery);
  return (
    <>
      <title>Notification preferences · Atrium</title>
      <Loaded query={query} what="preferences">
        {(preferences) => <PreferencesForm preferences={preferences} />}
      </Loaded>
    </>
  );
}
