import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { blockedQuery } from "./queries.ts";

type BlockPersonProps = { userId: string; username: string; name: string };

/** Keeps somebody away, or lets them come near again. */
export function BlockPerson({ userId, username, name }: BlockPersonProps) {
  const { data: blocked } = useQuery(blockedQuery);
  const [isAsking, setIsAsking] = useState(false);
  const isBlocked = blocked?.some(({ id }) => id === userId) ?? false;
  const stale = [blockedQuery];
  const block = useAction(
    async () => {
      await unwrap(client.moderation.block(username));
      setIsAsking(false);
    },
    { stale },
  );
  const unblock = useAction(() => unwrap(client.moderation.unblock(username)), { stale });
  if (isBlocked) {
    return (
      <Button look="quiet" isBusy={unblock.isPending} onClick={() => unblock.act()}>
        {unblock.problem ?? `Unblock ${name}`}
      </Button>
    );
  }
  return (
    <>
      <Button look="danger" onClick={() => setIsAsking(true)}>
        Block {name}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={`Block ${name}?`}
          action="Block"
          isBusy={block.isPending}
          problem={block.problem}
          onConfirm={block.act}
          onClose={() => setIsAsking(false)}
        >
          Nothing of theirs reaches you any more, and they are not told.
        </ConfirmDialog>
      )}
    </>
  );
}
