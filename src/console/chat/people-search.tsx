import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { UserSummary } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { conversationsQuery, peopleQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { useSettled } from "../app/use-settled.ts";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { PersonButton } from "./person-button.tsx";

/** Finds people by the beginning of their name; choosing one opens the conversation with them. */
export function PeopleSearch({ meId, onDone }: { meId: string; onDone: () => void }) {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  const { data, error } = useQuery({ ...peopleQuery(wanted), placeholderData: keepPreviousData });
  const people = wanted === "" ? [] : (data ?? []).filter(({ id }) => id !== meId);
  const navigate = useNavigate();
  const choose = useMutation({
    mutationFn: (person: UserSummary) => unwrap(client.chat.openDirect(person.id)),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries(conversationsQuery);
      // First, so that the conversation may take the focus.
      onDone();
      await navigate({ to: "/conversations/$conversationId", params: { conversationId: id } });
    },
  });
  const failed = choose.error ?? error;
  return (
    <div className="grid gap-3">
      <Field
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
        autoFocus
        label="Who with?"
        name="person"
        type="search"
        autoComplete="off"
        placeholder="Name or username"
        maxLength={40}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {failed && <Notice look="problem">{failureText(failureOf(failed))}</Notice>}
      <ul className="grid gap-0.5">
        {people.map((person) => (
          <PersonButton
            key={person.id}
            person={person}
            isBusy={choose.isPending}
            onChoose={() => choose.mutate(person)}
          />
        ))}
      </ul>
      <output className="text-sm text-muted">
        {wanted !== "" && data && people.length === 0 && "Nobody’s name begins like that."}
      </output>
    </div>
  );
}
