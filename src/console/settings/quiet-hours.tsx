import type { NotificationPreferences } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";

type Hours = NotificationPreferences["quietHours"];

/** When nothing is sent: from when until when, by which clock. */
export function QuietHours({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { enabled, start, end, timeZone } = hours;
  const set = (change: Partial<Hours>) => onChange({ ...hours, ...change });
  return (
    <>
      <Checkbox
        label={t("settings.notifications.quietHours")}
        hint={t("settings.notifications.quietHint")}
        checked={enabled}
        onChange={({ target }) => set({ enabled: target.checked, ...(target.checked && { timeZone: ownTimeZone() }) })}
      />
      {enabled && (
        <div className="grid gap-4 sm:grid-cols-[1fr_1fr_2fr]">
          <Field
            label={t("settings.notifications.from")}
            name="start"
            type="time"
            required
            value={start}
            onChange={({ target }) => set({ start: target.value })}
          />
          <Field
            label={t("settings.notifications.until")}
            name="end"
            type="time"
            required
            value={end}
            problem={start === end ? t("settings.notifications.noHours") : undefined}
            onChange={({ target }) => set({ end: target.value })}
          />
          <Select
            label={t("settings.notifications.timeZone")}
            options={zonesWith(timeZone)}
            value={timeZone}
            onChange={({ target }) => set({ timeZone: target.value })}
          />
        </div>
      )}
    </>
  );
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All that the browser knows, and the one that holds now. */
function zonesWith(timeZone: string): Record<string, string> {
  const zones = new Set([timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return Object.fromEntries([...zones].toSorted().map((zone) => [zone, zone.replaceAll("_", " ")]));
}
