import { useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { sessionsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { sessionStatsQuery } from "./queries.ts";
import { SessionItem } from "./session-item.tsx";

/** Every device that is signed in, each of which can be signed out from here. */
export function SessionList() {
  const query = useQuery(sessionsQuery);
  const endOthers = useAction(() => unwrap(client.sessions.terminateOthers()), {
    stale: [sessionsQuery, sessionStatsQuery],
  });
  return (
    <Loaded query={query} what={t("settings.sessions.what")}>
      {(sessions) => (
        <>
          <ul aria-label={t("settings.sessions.list")} className="divide-y divide-line *:py-3 *:first:pt-0 *:last:pb-0">
            {sessions
              .toSorted((a, b) => Number(b.current) - Number(a.current))
              .map((session) => (
                <SessionItem key={session.id} session={session} />
              ))}
          </ul>
          {endOthers.problem !== null && <Notice look="problem">{endOthers.problem}</Notice>}
          {endOthers.isSuccess && <Notice look="good">{t("settings.sessions.endedOthers")}</Notice>}
          {sessions.length > 1 && (
            <Button
              look="danger"
              className="justify-self-start"
              isBusy={endOthers.isPending}
              onClick={() => endOthers.act()}
            >
              {t("settings.sessions.endOthers")}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}
