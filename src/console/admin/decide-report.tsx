import { useState } from "react";
import type { ReportRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";

/** Decides a report, once, with a word why. */
export function DecideReport({ report, onClose }: { report: ReportRecord; onClose: () => void }) {
  const [note, setNote] = useState("");
  const { act, isPending, problem } = useAction(
    async (status: "resolved" | "dismissed") => {
      const why = note.trim();
      await unwrap(client.admin.reports.decide(report.id, { status, ...(why !== "" && { note: why }) }));
      onClose();
    },
    { stale: [{ queryKey: ["admin", "reports"] }] },
  );
  return (
    <Dialog title="Decide this report" width="wide" hasClose onClose={onClose}>
      <blockquote className="border-l-2 border-line pl-3 text-sm wrap-anywhere">{report.reason}</blockquote>
      <TextArea
        label="Note for the other moderators"
        name="note"
        maxLength={1_000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <p className="text-sm text-muted">A decision is final, and kept in the audit log.</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" isBusy={isPending} onClick={() => act("dismissed")}>
          Dismiss
        </Button>
        <Button isBusy={isPending} onClick={() => act("resolved")}>
          Resolve
        </Button>
      </div>
    </Dialog>
  );
}
