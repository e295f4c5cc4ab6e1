import { useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { sessionsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { standOut } from "./emphasis.tsx";

const words = { SESSION_LIMIT: t("settings.extend.limit") };

/** When this session ends by itself, and a way to put that off. */
export function ExtendSession() {
  const query = useQuery(sessionsQuery);
  const { act, data, isPending, problem } = useAction(() => unwrap(client.sessions.extend()), {
    stale: [sessionsQuery],
    words,
  });
  return (
    <Loaded query={query} what={t("settings.sessions.what")}>
      {(sessions) => {
        const expiresAt = sessions.find(({ current }) => current)?.expiresAt;
        if (expiresAt === undefined) return null;
        return (
          <>
            <p className="text-sm text-muted">
              {t.rich("settings.extend.text", { when: moment(expiresAt), b: standOut })}
            </p>
            {problem !== null && <Notice look="problem">{problem}</Notice>}
            {data && problem === null && (
              <Notice look="good">{t("settings.extend.done", { when: moment(data.expiresAt) })}</Notice>
            )}
            <Button look="quiet" className="justify-self-start" isBusy={isPending} onClick={() => act()}>
              {t("settings.extend.submit")}
            </Button>
          </>
        );
      }}
    </Loaded>
  );
}
