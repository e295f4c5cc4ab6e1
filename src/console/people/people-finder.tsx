import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { UserSummary } from "../../client/index.ts";
import { failureText } from "../app/failure-text.ts";
import { peopleQuery } from "../app/queries.ts";
import { failureOf } from "../app/request-failed.ts";
import { useSettled } from "../app/use-settled.ts";
import { t } from "../strings/later.ts";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { PersonButton } from "./person-button.tsx";

type PeopleFinderProps = {
  label: string;
  /** Who is left out. */
  without: string[];
  isBusy: boolean;
  onChoose: (person: UserSummary) => void;
};

/** Finds people by the beginning of their name. */
export function PeopleFinder({ label, without, isBusy, onChoose }: PeopleFinderProps) {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  const { data, error } = useQuery({ ...peopleQuery(wanted), placeholderData: keepPreviousData });
  const people = wanted === "" ? [] : (data ?? []).filter(({ id }) => !without.includes(id));
  return (
    <div className="grid grid-cols-1 gap-3">
      <Field
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type here
        autoFocus
        label={label}
        name="person"
        type="search"
        autoComplete="off"
        placeholder={t("people.finder.placeholder")}
        maxLength={40}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {error && <Notice look="problem">{failureText(failureOf(error))}</Notice>}
      <ul className="grid grid-cols-1 gap-0.5">
        {people.map((person) => (
          <PersonButton key={person.id} person={person} isBusy={isBusy} onChoose={() => onChoose(person)} />
        ))}
      </ul>
      <output className="text-sm text-muted">
        {wanted !== "" && data && people.length === 0 && t("people.finder.nobody")}
      </output>
    </div>
  );
}
