import { useAction } from "../app/use-action.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Has a code sent, and again when it does not come. */
export function SendCode({ send }: { send: () => Promise<unknown> }) {
  const { act, isPending, isSuccess, problem } = useAction(send);
  return (
    <div className="grid gap-2">
      <Button look="quiet" isBusy={isPending} onClick={() => act()}>
        {isSuccess ? t("factors.sendAnother") : t("factors.sendCode")}
      </Button>
      {isSuccess && <Notice look="good">{t("factors.sent")}</Notice>}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}
