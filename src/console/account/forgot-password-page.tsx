import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { TextLink } from "./text-link.tsx";

export function ForgotPasswordPage() {
  const { submit, isPending, isSuccess, problem } = useSubmit((field) =>
    unwrap(client.auth.forgotPassword(field("email"))),
  );
  return (
    <AccountPage title={t("account.forgot.title")}>
      <p className="text-sm text-muted">{t("account.forgot.intro")}</p>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t("account.email")} name="email" type="email" autoComplete="username" required />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        {isSuccess && <Notice look="good">{t("account.forgot.sent")}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {t("account.forgot.send")}
        </Button>
      </form>
      <p className="text-sm text-muted">
        <TextLink to="/sign-in">{t("account.forgot.back")}</TextLink>
      </p>
    </AccountPage>
  );
}
