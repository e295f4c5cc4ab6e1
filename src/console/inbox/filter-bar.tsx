import type { InboxFilter } from "../notifications/apply-event.ts";
import { typeNames } from "../notifications/type-words.ts";
import { t } from "../strings/later.ts";
import { Select } from "../ui/select.tsx";
import { isNotificationType } from "../notifications/known-types.ts";

const kinds = { "": t("inbox.everyKind"), ...typeNames };

type FilterBarProps = { filter: InboxFilter; onChange: (filter: InboxFilter) => void };

/** What of the inbox is shown: all or the unread, and of which kind. */
export function FilterBar({ filter: { unread, type }, onChange }: FilterBarProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <fieldset aria-label={t("inbox.which")} className="flex gap-1 rounded-xl bg-sunken p-1">
        {[undefined, true as const].map((wanted) => (
          <button
            key={String(wanted)}
            type="button"
            aria-pressed={unread === wanted}
            onClick={() => onChange({ ...(wanted && { unread: wanted }), ...(type && { type }) })}
            className="min-h-9 rounded-lg px-4 text-sm font-medium aria-pressed:bg-surface aria-pressed:shadow-sm"
          >
            {wanted ? t("inbox.unread") : t("inbox.all")}
          </button>
        ))}
      </fieldset>
      <div className="min-w-48">
        <Select
          label={t("inbox.kind")}
          options={kinds}
          value={type ?? ""}
          onChange={({ target: { value } }) =>
            onChange({ ...(unread && { unread }), ...(isNotificationType(value) && { type: value }) })
          }
        />
      </div>
    </div>
  );
}
