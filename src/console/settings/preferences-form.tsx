import { type FormEvent, useState } from "react";
import type { NotificationPreferences } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { preferencesQuery } from "../inbox/queries.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Select } from "../ui/select.tsx";
import { ChannelMatrix } from "./channel-matrix.tsx";

const digests = { off: "At once", daily: "Once a day", weekly: "Once a week" };

/** The preferences as a whole: nothing holds until it is saved. */
export function PreferencesForm({ preferences }: { preferences: NotificationPreferences }) {
  const [draft, setDraft] = useState(preferences);
  const { quietHours, digest } = draft;
  const { act, isPending, isSuccess, problem } = useAction(async () => {
    const saved = await unwrap(client.notifications.preferences.replace(draft));
    queryClient.setQueryData(preferencesQuery.queryKey, saved);
    setDraft(saved);
  });
  const setQuiet = (change: Partial<NotificationPreferences["quietHours"]>) =>
    setDraft({ ...draft, quietHours: { ...quietHours, ...change } });
  const save = (event: FormEvent) => {
    event.preventDefault();
    act();
  };
  return (
    <form onSubmit={save} className="grid grid-cols-1 gap-6">
      <Section title="What you hear of, and how">
        <ChannelMatrix types={draft.types} onChange={(types) => setDraft({ ...draft, types })} />
      </Section>
      <Section title="When you hear of it">
        <Checkbox
          label="Quiet hours"
          hint="What comes then waits until they are over, but for what concerns your security."
          checked={quietHours.enabled}
          onChange={({ target }) =>
            setQuiet({ enabled: target.checked, ...(target.checked && { timeZone: ownTimeZone() }) })
          }
        />
        {quietHours.enabled && (
          <div className="grid gap-4 sm:grid-cols-3">
            <Field
              label="From"
              name="start"
              type="time"
              required
              value={quietHours.start}
              onChange={({ target }) => setQuiet({ start: target.value })}
            />
            <Field
              label="Until"
              name="end"
              type="time"
              required
              value={quietHours.end}
              onChange={({ target }) => setQuiet({ end: target.value })}
            />
            <Field
              label="Time zone"
              name="timeZone"
              required
              value={quietHours.timeZone}
              onChange={({ target }) => setQuiet({ timeZone: target.value })}
            />
          </div>
        )}
        <Select
          label="Mails come"
          options={digests}
          value={digest}
          onChange={({ target: { value } }) =>
            setDraft({ ...draft, digest: value === "daily" || value === "weekly" ? value : "off" })
          }
        />
      </Section>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">Saved.</Notice>}
      <Button type="submit" className="justify-self-start" isBusy={isPending}>
        Save preferences
      </Button>
    </form>
  );
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
