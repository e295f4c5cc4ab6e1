import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { eventQuery } from "./operation-queries.ts";

type ReplayEventProps = {
  eventId: string;
  type: string;
  /** To this one alone, of its reactions. */
  reaction?: string;
};

/** Has one event dispatched again, once that is confirmed. */
export function ReplayEvent({ eventId, type, reaction }: ReplayEventProps) {
  const work = useAction(
    async () => {
      const event = await unwrap(client.admin.events.replay(eventId, reaction));
      queryClient.setQueryData(eventQuery(eventId).queryKey, event);
      tellBriefly(t("admin.events.replayed"));
    },
    { stale: [{ queryKey: ["admin", "events", "list"] }, { queryKey: ["admin", "events", "statistics"] }] },
  );
  return (
    <ConfirmButton
      look="quiet"
      label={t("admin.events.replay")}
      name={reaction === undefined ? t("admin.events.replayOf", { type }) : t("admin.events.replayTo", { reaction })}
      title={t("admin.events.replayTitle")}
      work={work}
    >
      {reaction === undefined ? t("admin.events.replayText") : t("admin.events.replayOneText", { reaction })}
    </ConfirmButton>
  );
}
