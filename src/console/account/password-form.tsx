import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useEnter } from "./use-enter.ts";

/** Signs in by email and password. */
export function PasswordForm({ next }: { next: string | undefined }) {
  const enter = useEnter();
  const { submit, isPending, problem } = useSubmit(async (field) => {
    enter(await unwrap(client.auth.login({ email: field("email"), password: field("password") })), next);
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={t("account.email")} name="email" type="email" autoComplete="username" required />
      <Field label={t("account.password")} name="password" type="password" autoComplete="current-password" required />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" isBusy={isPending}>
        {t("account.signIn.submit")}
      </Button>
    </form>
  );
}
