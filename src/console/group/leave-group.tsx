import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Conversation, Member } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationsQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

type LeaveGroupProps = { conversation: Conversation; own: Member; onLeft: () => void };

const texts = {
  leave: {
    title: t("group.leave.title"),
    action: t("group.leave.button"),
    words: t("group.leave.words"),
  },
  remove: {
    title: t("group.remove.title"),
    action: t("group.remove.action"),
    words: t("group.remove.words"),
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
        {t("group.leave.button")}
      </Button>
      {own.role === "owner" && (
        <Button look="danger" onClick={() => setAsked("remove")}>
          {t("group.remove.button")}
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
