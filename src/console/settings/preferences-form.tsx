import type { NotificationPreferences } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Select } from "../ui/select.tsx";
import { ChannelMatrix } from "./channel-matrix.tsx";
import { ChannelNotes } from "./channel-notes.tsx";
import { QuietHours } from "./quiet-hours.tsx";
import { type Saving, usePreferences } from "./use-preferences.ts";

const digests = {
  off: t("settings.notifications.digestOff"),
  daily: t("settings.notifications.digestDaily"),
  weekly: t("settings.notifications.digestWeekly"),
};

const said: Partial<Record<Saving, string>> = {
  saving: t("settings.notifications.saving"),
  saved: t("settings.notifications.saved"),
};

/** The preferences as a whole. Each choice holds as soon as it is made. */
export function PreferencesForm({ preferences: known }: { preferences: NotificationPreferences }) {
  const { preferences, change, saving, problem, retry } = usePreferences(known);
  const { types, quietHours, digest } = preferences;
  return (
    <>
      <Section title={t("settings.notifications.what")}>
        <ChannelMatrix types={types} onChange={(next) => change({ ...preferences, types: next })} />
        <ChannelNotes types={types} />
      </Section>
      <Section title={t("settings.notifications.when")}>
        <QuietHours hours={quietHours} onChange={(hours) => change({ ...preferences, quietHours: hours })} />
        <Select
          label={t("settings.notifications.mailsCome")}
          options={digests}
          value={digest}
          onChange={({ target: { value } }) =>
            change({ ...preferences, digest: value === "daily" || value === "weekly" ? value : "off" })
          }
        />
      </Section>
      <div className="sticky bottom-4 grid justify-items-center empty:hidden">
        {problem !== null && (
          <div className="flex flex-wrap items-center gap-2 rounded-xl border border-line bg-surface p-2 shadow-lg">
            <Notice look="problem">{problem}</Notice>
            <Button look="quiet" onClick={retry}>
              {t("settings.notifications.retry")}
            </Button>
          </div>
        )}
        <output className="rounded-full bg-ink px-3 py-1 text-xs text-canvas shadow-lg empty:hidden">
          {said[saving]}
        </output>
      </div>
    </>
  );
}
