import type { Plan } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { applicationsQuery } from "./queries.ts";

const words = { CONFLICT: "You have applied for this already." };

/** Applies for a plan, with a word why. */
export function ApplyDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { submit, isPending, problem } = useSubmit(async (fields) => {
    const message = fields("message").trim();
    await unwrap(client.memberships.apply(plan.id, message === "" ? undefined : message));
    await queryClient.invalidateQueries(applicationsQuery);
    onClose();
  }, words);
  return (
    <Dialog title={`Apply for ${plan.name}`} width="wide" hasClose onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextArea label="What should they know?" name="message" maxLength={4_000} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          Apply
        </Button>
      </form>
    </Dialog>
  );
}
