import { useNavigate } from "@tanstack/react-router";
import type { Job } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { jobsKey } from "./queries.ts";

const words = { ILLEGAL_TRANSITION: t("careers.form.closed") };

/** Posts a new job, or changes one. */
export function JobForm({ job, onClose }: { job?: Job; onClose: () => void }) {
  const navigate = useNavigate();
  const { submit, isPending, problem, problemOf } = useSubmit(async (fields) => {
    const location = fields("location").trim();
    const written = {
      title: fields("title").trim(),
      description: fields("description").trim(),
      location: location === "" ? null : location,
    };
    const { id } = await unwrap(job ? client.careers.changeJob(job.id, written) : client.careers.postJob(written));
    await queryClient.invalidateQueries(jobsKey);
    onClose();
    if (!job) await navigate({ to: "/jobs/$jobId", params: { jobId: id } });
  }, words);
  return (
    <Dialog title={job ? t("careers.form.edit") : t("careers.form.new")} width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t("careers.form.title")}
          name="title"
          dir="auto"
          required
          maxLength={120}
          defaultValue={job?.title}
          problem={problemOf("title")}
        />
        <Field
          label={t("careers.form.location")}
          name="location"
          dir="auto"
          maxLength={120}
          hint={t("careers.form.locationHint")}
          defaultValue={job?.location ?? ""}
          problem={problemOf("location")}
        />
        <TextArea
          label={t("careers.form.description")}
          name="description"
          dir="auto"
          required
          maxLength={10_000}
          defaultValue={job?.description}
        />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {job ? t("careers.form.save") : t("careers.form.post")}
        </Button>
      </form>
    </Dialog>
  );
}
