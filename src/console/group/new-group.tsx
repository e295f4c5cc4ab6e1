import { type FormEvent, useState } from "react";
import type { UserSummary } from "../../client/index.ts";
import { PeopleFinder } from "../people/people-finder.tsx";
import { t } from "../strings/later.ts";
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
        label={t("group.create.who")}
        without={[meId, ...chosen.map(({ id }) => id)]}
        isBusy={isBusy}
        onChoose={(person) => setChosen([...chosen, person])}
      />
      <ul aria-label={t("group.create.chosen")} className="flex flex-wrap gap-1.5">
        {chosen.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              aria-label={t("group.create.leaveOut", { name: person.displayName })}
              onClick={() => setChosen(chosen.filter(({ id }) => id !== person.id))}
              className="flex min-h-9 items-center gap-1.5 rounded-full bg-tint ps-3 pe-2 text-sm"
            >
              <bdi>{person.displayName}</bdi> <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={create} className="grid gap-4">
        <Field
          label={t("group.create.title")}
          name="title"
          required
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button type="submit" isBusy={isBusy}>
          {t("group.create.submit")}
        </Button>
      </form>
    </div>
  );
}
