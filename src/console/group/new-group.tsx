import { type FormEvent, useState } from "react";
import type { UserSummary } from "../../client/index.ts";
import { PeopleFinder } from "../people/people-finder.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { CloseIcon } from "../ui/icons.tsx";

type NewGroupProps = {
  meId: string;
  isBusy: boolean;
  onCreate: (group: { title: string; memberIds: string[] }) => void;
};

/** Names a group and chooses who is in it. */
export function NewGroup({ meId, isBusy, onCreate }: NewGroupProps) {
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<UserSummary[]>([]);
  const create = (event: FormEvent) => {
    event.preventDefault();
    onCreate({ title: title.trim(), memberIds: chosen.map(({ id }) => id) });
  };
  return (
    <div className="grid gap-4">
      <PeopleFinder
        label="Who is in it?"
        without={[meId, ...chosen.map(({ id }) => id)]}
        isBusy={isBusy}
        onChoose={(person) => setChosen([...chosen, person])}
      />
      <ul aria-label="Chosen" className="flex flex-wrap gap-1.5">
        {chosen.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              aria-label={`Leave out ${person.displayName}`}
              onClick={() => setChosen(chosen.filter(({ id }) => id !== person.id))}
              className="flex min-h-9 items-center gap-1.5 rounded-full bg-tint pr-2 pl-3 text-sm"
            >
              {person.displayName} <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={create} className="grid gap-4">
        <Field
          label="Name of the group"
          name="title"
          required
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button type="submit" isBusy={isBusy}>
          Create group
        </Button>
      </form>
    </div>
  );
}
