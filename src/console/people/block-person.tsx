import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { BlockDialog } from "./block-dialog.tsx";
import { blockedQuery, changedByBlock } from "./queries.ts";

type BlockPersonProps = { userId: string; username: string; name: string };

/** Keeps somebody away, or lets them come near again. */
export function BlockPerson({ userId, username, name }: BlockPersonProps) {
  const { data: blocked } = useQuery(blockedQuery);
  const [isAsking, setIsAsking] = useState(false);
  if (blocked?.some(({ id }) => id === userId) ?? false) return <Unblock username={username} name={name} />;
  return (
    <>
      <Button look="danger" onClick={() => setIsAsking(true)}>
        {t("people.block.block", { name })}
      </Button>
      {isAsking && <BlockDialog username={username} name={name} onClose={() => setIsAsking(false)} />}
    </>
  );
}

/** Lets somebody come near again whom one has blocked. */
export function Unblock({ username, name }: { username: string; name: string }) {
  const { act, isPending, problem } = useAction(() => unwrap(client.moderation.unblock(username)), {
    stale: changedByBlock(username),
  });
  return (
    <Button look="quiet" isBusy={isPending} onClick={() => act()}>
      {problem ?? t("people.block.unblock", { name })}
    </Button>
  );
}
