import { useLocation, useNavigate } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
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
    <AccountPage title="Choose a new password">
      {token === null ? (
        <Notice look="problem">This page needs the whole link from the mail.</Notice>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <p className="text-sm text-muted">You will be signed out everywhere.</p>
          <NewPasswordField label="New password" name="password" problem={problemOf("password")} />
          {problem !== null && <Notice look="problem">{problem}</Notice>}
          <Button type="submit" isBusy={isPending}>
            Set password
          </Button>
        </form>
      )}
      <p className="text-sm text-muted">
        <TextLink to="/forgot-password">Get a new link</TextLink>
      </p>
    </AccountPage>
  );
}
