import { useState } from "react";
import type { ReportRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { tellBriefly } from "../ui/toasts.tsx";

/** Decides a report, once, with a word why. */
export function DecideReport({ report, onClose }: { report: ReportRecord; onClose: () => void }) {
  const [note, setNote] = useState("");
  const { act, isPending, problem } = useAction(
    async (status: "resolved" | "dismissed") => {
      const why = note.trim();
      await unwrap(client.admin.reports.decide(report.id, { status, ...(why !== "" && { note: why }) }));
      onClose();
      tellBriefly(t(status === "resolved" ? "admin.reports.nowResolved" : "admin.reports.nowDismissed"));
    },
    { stale: [{ queryKey: ["admin", "reports"] }] },
  );
  return (
    <Dialog title={t("admin.reports.decideTitle")} width="wide" hasClose onClose={onClose}>
      <blockquote dir="auto" className="border-s-2 border-line ps-3 text-sm wrap-anywhere">
        {report.reason}
      </blockquote>
      <TextArea
        label={t("admin.reports.note")}
        name="note"
        maxLength={1_000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <p className="text-sm text-muted">{t("admin.reports.final")}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" isBusy={isPending} onClick={() => act("dismissed")}>
          {t("admin.reports.dismiss")}
        </Button>
        <Button isBusy={isPending} onClick={() => act("resolved")}>
          {t("admin.reports.resolve")}
        </Button>
      </div>
    </Dialog>
  );
}
