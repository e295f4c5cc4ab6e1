import type { NewReport } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";

type Target<T> = T extends unknown ? Omit<T, "reason"> : never;

type ReportDialogProps = { what: string; about: Target<NewReport>; onClose: () => void };

/** Tells the moderators about somebody or something. */
export function ReportDialog({ what, about, onClose }: ReportDialogProps) {
  const { submit, isPending, isSuccess, problem } = useSubmit((fields) =>
    unwrap(client.moderation.report({ ...about, reason: fields("reason") })),
  );
  return (
    <Dialog title={t("people.report.title", { what })} onClose={onClose}>
      {isSuccess ? (
        <>
          <Notice look="good">{t("people.report.thanks")}</Notice>
          <Button onClick={onClose}>{t("people.report.close")}</Button>
        </>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <p className="text-sm text-muted">{t("people.report.hint")}</p>
          <TextArea label={t("people.report.reason")} name="reason" required maxLength={1_000} />
          {problem !== null && <Notice look="problem">{problem}</Notice>}
          <div className="flex justify-end gap-2">
            <Button look="quiet" onClick={onClose}>
              {t("people.report.cancel")}
            </Button>
            <Button type="submit" isBusy={isPending}>
              {t("people.report.action")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
