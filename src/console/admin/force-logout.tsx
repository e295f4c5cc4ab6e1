import { useState } from "react";
import type { User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { userSessionsQuery } from "./queries.ts";

/** Signs somebody out everywhere. */
export function ForceLogout({ user: { id, displayName } }: { user: User }) {
  const [isAsking, setIsAsking] = useState(false);
  const { act, isPending, data, problem } = useAction(
    async () => {
      const ended = await unwrap(client.admin.users.forceLogout(id));
      setIsAsking(false);
      return ended;
    },
    { stale: [userSessionsQuery(id)] },
  );
  return (
    <>
      <Button look="danger" className="justify-self-start" onClick={() => setIsAsking(true)}>
        Sign out everywhere
      </Button>
      {data && <Notice look="good">{`Sessions ended: ${data.ended}.`}</Notice>}
      {isAsking && (
        <ConfirmDialog
          title={`Sign ${displayName} out?`}
          action="Sign out"
          isBusy={isPending}
          problem={problem}
          onConfirm={act}
          onClose={() => setIsAsking(false)}
        >
          All of their sessions end at once. That you did this is kept in the audit log.
        </ConfirmDialog>
      )}
    </>
  );
}
