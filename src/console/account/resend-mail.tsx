import { useMutation } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Asks for the verification mail again. */
export function ResendMail({ email }: { email: string }) {
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => unwrap(client.auth.resendVerification(email)),
  });
  return (
    <div className="grid gap-2">
      <Button look="quiet" isBusy={isPending} disabled={email === ""} onClick={() => mutate()}>
        {t("account.resend.action")}
      </Button>
      {isSuccess && <Notice look="good">{t("account.resend.done")}</Notice>}
      {error && <Notice look="problem">{failureText(failureOf(error))}</Notice>}
    </div>
  );
}
