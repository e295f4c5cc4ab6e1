import { useLocation, useNavigate } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { TextLink } from "./text-link.tsx";
import { tokenIn } from "./token-in.ts";

/** Where the mail's link leads: choose a new password. */
export function ResetPasswordPage() {
  const token = tokenIn(useLocation().hash);
  const navigate = useNavigate();
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    await unwrap(client.auth.resetPassword({ token: token ?? "", password: field("password") }));
    await navigate({ to: "/sign-in", search: { reason: "reset" }, replace: true });
  });
  return (
    <AccountPage title={t("account.reset.title")}>
      {token === null ? (
        <Notice look="problem">{t("account.reset.incomplete")}</Notice>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <p className="text-sm text-muted">{t("account.reset.everywhere")}</p>
          <NewPasswordField label={t("account.reset.password")} name="password" problem={problemOf("password")} />
          {problem !== null && <Notice look="problem">{problem}</Notice>}
          <Button type="submit" isBusy={isPending}>
            {t("account.reset.submit")}
          </Button>
        </form>
      )}
      <p className="text-sm text-muted">
        <TextLink to="/forgot-password">{t("account.reset.newLink")}</TextLink>
      </p>
    </AccountPage>
  );
}
