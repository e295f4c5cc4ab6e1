import { useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { PeopleFinder } from "../people/people-finder.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Finds people and adds them to a group. */
export function AddMembers({ conversation: { id, members } }: { conversation: Conversation }) {
  const [isOpen, setIsOpen] = useState(false);
  const { act, isPending, problem } = useAction((userId: string) => unwrap(client.chat.members.put(id, userId)), {
    stale: [conversationQuery(id)],
  });
  if (!isOpen) {
    return (
      <Button look="quiet" className="justify-self-start" onClick={() => setIsOpen(true)}>
        {t("group.add.button")}
      </Button>
    );
  }
  return (
    <div className="grid gap-2">
      <PeopleFinder
        label={t("group.add.who")}
        without={members.map(({ userId }) => userId)}
        isBusy={isPending}
        onChoose={(person) => act(person.id)}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}
