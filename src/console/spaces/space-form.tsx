import type { NewSpace, Space } from "../../client/index.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { TextArea } from "../ui/text-area.tsx";

const visibilities = { public: t("spaces.form.public"), private: t("spaces.form.private") };

type SpaceFormProps = {
  /** The space as it is, where it is to be changed. */
  space?: Space;
  action: string;
  save: (space: NewSpace) => Promise<unknown>;
};

/** What a space is called and about, and who sees it. */
export function SpaceForm({ space, action, save }: SpaceFormProps) {
  const { submit, isPending, problem, problemOf } = useSubmit((fields) =>
    save({
      name: fields("name"),
      description: fields("description"),
      visibility: fields("visibility") === "private" ? "private" : "public",
    }),
  );
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <Field
        label={t("spaces.form.name")}
        name="name"
        required
        dir="auto"
        maxLength={80}
        defaultValue={space?.name}
        problem={problemOf("name")}
      />
      <TextArea
        label={t("spaces.form.description")}
        name="description"
        dir="auto"
        maxLength={1_000}
        defaultValue={space?.description}
      />
      <Select
        label={t("spaces.form.visibility")}
        name="visibility"
        options={visibilities}
        defaultValue={space?.visibility}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" className="justify-self-end" isBusy={isPending}>
        {action}
      </Button>
    </form>
  );
}
