import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
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
    <AccountPage title="Forgot your password?">
      <p className="text-sm text-muted">We mail you a link to choose a new one.</p>
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        {isSuccess && <Notice look="good">If an account has this address, a mail is on its way.</Notice>}
        <Button type="submit" isBusy={isPending}>
          Send the link
        </Button>
      </form>
      <p className="text-sm text-muted">
        <TextLink to="/sign-in">Back to sign in</TextLink>
      </p>
    </AccountPage>
  );
}
