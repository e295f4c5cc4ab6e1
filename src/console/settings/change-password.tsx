import { useSuspenseQuery } from "@tanstack/react-query";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";

export function ChangePassword() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { submit, isPending, isSuccess, problem, problemOf } = useSubmit(async (field, form) => {
    const input = { currentPassword: field("currentPassword"), newPassword: field("newPassword") };
    await unwrap(client.auth.changePassword(input));
    form.reset();
    await queryClient.invalidateQueries(sessionsQuery);
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      {/* For password managers: whose password it is. */}
      <input type="email" autoComplete="username" value={me.email} readOnly hidden />
      <Field label="Current password" name="currentPassword" type="password" autoComplete="current-password" required />
      <NewPasswordField label="New password" name="newPassword" problem={problemOf("newPassword")} />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">Your password is changed, and every other session is signed out.</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        Change password
      </Button>
    </form>
  );
}
