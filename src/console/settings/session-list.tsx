import { useMutation, useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { SessionItem } from "./session-item.tsx";

/** Every device that is signed in, each of which can be signed out from here. */
export function SessionList() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const endOthers = useMutation({
    mutationFn: () => unwrap(client.sessions.terminateOthers()),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  if (!data) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="sessions" />;
  const sessions = data.toSorted((a, b) => Number(b.current) - Number(a.current));
  return (
    <>
      <ul className="grid gap-3">
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
      {endOthers.error && <Notice look="problem">{failureText(failureOf(endOthers.error))}</Notice>}
      {endOthers.data && <Notice look="good">Signed out everywhere else.</Notice>}
      {sessions.length > 1 && (
        <Button
          look="danger"
          className="justify-self-start"
          isBusy={endOthers.isPending}
          onClick={() => endOthers.mutate()}
        >
          Sign out everywhere else
        </Button>
      )}
    </>
  );
}
