import type { Conversation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationQuery, conversationsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";

const hourMs = 60 * 60 * 1000;
const choices = [
  { label: t("group.mute.hour"), ms: hourMs },
  { label: t("group.mute.day"), ms: 24 * hourMs },
  { label: t("group.mute.forGood"), ms: null },
];

/** Has a conversation notify one no more, for a while or for good. */
export function MuteChoice({ conversation: { id, mutedUntil } }: { conversation: Conversation }) {
  const stale = [conversationQuery(id), conversationsQuery];
  const mute = useAction((until: string | undefined) => unwrap(client.chat.mute(id, until)), { stale });
  const unmute = useAction(() => unwrap(client.chat.unmute(id)), { stale });
  const problem = mute.problem ?? unmute.problem;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-sm font-medium">{t("group.mute.legend")}</legend>
      {mutedUntil === null ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-sm text-muted">{t("group.mute.mute")}</span>
          {choices.map(({ label, ms }) => (
            <Button
              key={label}
              look="quiet"
              isBusy={mute.isPending}
              onClick={() => mute.act(ms === null ? undefined : new Date(Date.now() + ms).toISOString())}
            >
              {label}
            </Button>
          ))}
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <span className="text-muted">
            {isForGood(mutedUntil) ? t("group.mute.muted") : t("group.mute.until", { moment: moment(mutedUntil) })}
          </span>
          <Button look="quiet" isBusy={unmute.isPending} onClick={() => unmute.act()}>
            {t("group.mute.unmute")}
          </Button>
        </div>
      )}
      {problem !== null && <p className="text-sm text-danger">{problem}</p>}
    </fieldset>
  );
}

function isForGood(mutedUntil: string): boolean {
  return new Date(mutedUntil).getFullYear() > new Date().getFullYear() + 50;
}
