import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Conversation, Member } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

type LeaveGroupProps = { conversation: Conversation; own: Member; onLeft: () => void };

const texts = {
  leave: {
    title: "Leave this group?",
    action: "Leave",
    words: "What was said stays with the others. Somebody has to add you to come back.",
  },
  remove: {
    title: "Delete this group?",
    action: "Delete",
    words: "All that was said goes with it, for everyone. This can’t be taken back.",
  },
};

/** The ways out of a group: leaving it, and for its owner ending it. */
export function LeaveGroup({ conversation: { id }, own, onLeft }: LeaveGroupProps) {
  const [asked, setAsked] = useState<keyof typeof texts | null>(null);
  const navigate = useNavigate();
  const { act, isPending, problem } = useAction(
    async () => {
      await unwrap(asked === "remove" ? client.chat.remove(id) : client.chat.members.leave(id));
      onLeft();
      await navigate({ to: "/" });
    },
    { stale: [conversationsQuery] },
  );
  return (
    <>
      <Button look="danger" onClick={() => setAsked("leave")}>
        Leave
      </Button>
      {own.role === "owner" && (
        <Button look="danger" onClick={() => setAsked("remove")}>
          Delete group
        </Button>
      )}
      {asked !== null && (
        <ConfirmDialog
          title={texts[asked].title}
          action={texts[asked].action}
          isBusy={isPending}
          problem={problem}
          onConfirm={act}
          onClose={() => setAsked(null)}
        >
          {texts[asked].words}
        </ConfirmDialog>
      )}
    </>
  );
}
