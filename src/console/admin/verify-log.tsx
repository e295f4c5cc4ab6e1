import { client } from "../app/client.ts";
import { numberText } from "../app/number-text.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Whether somebody has tampered with the log. */
export function VerifyLog() {
  const { act, isPending, data, problem } = useAction(() => unwrap(client.admin.audit.verify()));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line bg-surface px-5 py-3">
      <p className="min-w-48 flex-1 text-sm text-muted">{t("admin.audit.chain")}</p>
      <Button look="quiet" isBusy={isPending} onClick={() => act()}>
        {t("admin.audit.verify")}
      </Button>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {data &&
        (data.ok ? (
          <Notice look="good">{t("admin.audit.whole", { count: data.checked })}</Notice>
        ) : (
          <Notice look="problem">{t("admin.audit.altered", { place: numberText(data.brokenAt ?? 0) })}</Notice>
        ))}
    </div>
  );
}
