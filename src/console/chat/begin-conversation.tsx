import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { conversationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { NewGroup } from "../group/new-group.tsx";
import { PeopleFinder } from "../people/people-finder.tsx";
import { t } from "../strings/strings.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { CompanionChoice } from "./companion-choice.tsx";

type Opening = () => ReturnType<typeof client.chat.openDirect>;

const kinds = {
  person: t("chat.begin.person"),
  group: t("chat.begin.group"),
  companion: t("chat.begin.companion"),
};

type BeginConversationProps = { meId: string; onClose: () => void };

/** Asks whom to begin with: a person, several, or a companion. */
export function BeginConversation({ meId, onClose }: BeginConversationProps) {
  return (
    <Dialog title={t("chat.begin.title")} width="wide" hasClose onClose={onClose}>
      <Choice meId={meId} onDone={onClose} />
    </Dialog>
  );
}

function Choice({ meId, onDone }: { meId: string; onDone: () => void }) {
  const [kind, setKind] = useState("person");
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (open: Opening) => unwrap(open()),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries(conversationsQuery);
      // First, so that the conversation may take the focus.
      onDone();
      await navigate({ to: "/conversations/$conversationId", params: { conversationId: id } });
    },
  });
  return (
    <>
      <fieldset aria-label={t("chat.begin.with")} className="flex gap-1 rounded-xl bg-sunken p-1">
        {Object.entries(kinds).map(([name, text]) => (
          <button
            key={name}
            type="button"
            aria-pressed={kind === name}
            onClick={() => setKind(name)}
            className="min-h-9 flex-1 rounded-lg text-sm font-medium aria-pressed:bg-surface aria-pressed:shadow-sm"
          >
            {text}
          </button>
        ))}
      </fieldset>
      {error && <Notice look="problem">{failureText(failureOf(error))}</Notice>}
      {kind === "person" && (
        <PeopleFinder
          label={t("chat.begin.who")}
          without={[meId]}
          isBusy={isPending}
          onChoose={(person) => mutate(() => client.chat.openDirect(person.id))}
        />
      )}
      {kind === "group" && (
        <NewGroup meId={meId} isBusy={isPending} onCreate={(group) => mutate(() => client.chat.createGroup(group))} />
      )}
      {kind === "companion" && (
        <CompanionChoice isBusy={isPending} onChoose={(name) => mutate(() => client.chat.openCompanion(name))} />
      )}
    </>
  );
}
