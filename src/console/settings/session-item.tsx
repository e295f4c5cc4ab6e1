import { useMutation } from "@tanstack/react-query";
import type { Session } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { Button } from "../ui/button.tsx";
import { describeDevice, describePlace } from "./describe-session.ts";

/** One device that is signed in. */
export function SessionItem({ session }: { session: Session }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => unwrap(client.sessions.revoke(session.id)),
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
  const device = describeDevice(session.device);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
          {device}
          {session.current && <span className="rounded-full bg-tint px-2 py-0.5 text-xs">This one</span>}
        </p>
        <p className="text-sm text-muted">
          {describePlace(session)} · last used{" "}
          <time dateTime={session.lastActivityAt}>{moment(session.lastActivityAt)}</time>
        </p>
        {session.concurrentUseAt !== null && (
          <p className="text-sm text-danger">
            In use from two places at once, last{" "}
            <time dateTime={session.concurrentUseAt}>{moment(session.concurrentUseAt)}</time>
          </p>
        )}
        {error && <p className="text-sm text-danger">{failureText(failureOf(error))}</p>}
      </div>
      {!session.current && (
        <Button look="quiet" isBusy={isPending} aria-label={`Sign out ${device}`} onClick={() => mutate()}>
          Sign out
        </Button>
      )}
    </li>
  );
}
