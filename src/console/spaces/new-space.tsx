import { useNavigate } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { spacesQuery } from "./queries.ts";

const visibilities = { public: "Everybody may see and join it", private: "Only who is invited" };

export function NewSpace({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { submit, isPending, problem, problemOf } = useSubmit(async (fields) => {
    const visibility = fields("visibility") === "private" ? "private" : "public";
    const { id } = await unwrap(
      client.spaces.create({ name: fields("name"), description: fields("description"), visibility }),
    );
    void queryClient.invalidateQueries(spacesQuery);
    onClose();
    await navigate({ to: "/spaces/$spaceId", params: { spaceId: id } });
  });
  return (
    <Dialog title="New space" width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Name" name="name" required maxLength={80} problem={problemOf("name")} />
        <TextArea label="What it is about" name="description" maxLength={1_000} />
        <Select label="Who sees it" name="visibility" options={visibilities} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          Create space
        </Button>
      </form>
    </Dialog>
  );
}
