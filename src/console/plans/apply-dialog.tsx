import type { Plan } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { applicationsKey } from "./queries.ts";

const words = { CONFLICT: t("plans.apply.conflict"), ILLEGAL_TRANSITION: t("plans.apply.closed") };

/** Applies for a plan, with a word why. */
export function ApplyDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { submit, isPending, problem } = useSubmit(async (fields) => {
    const message = fields("message").trim();
    await unwrap(client.memberships.apply(plan.id, message === "" ? undefined : message));
    await queryClient.invalidateQueries(applicationsKey);
    onClose();
    tellBriefly(t("plans.apply.sent"));
  }, words);
  return (
    <Dialog title={t("plans.apply.title", { name: plan.name })} width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextArea
          label={t("plans.apply.message")}
          name="message"
          dir="auto"
          placeholder={t("plans.apply.hint")}
          maxLength={4_000}
        />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {t("plans.apply.action")}
        </Button>
      </form>
    </Dialog>
  );
}
