import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { useSubmit } from "../app/use-submit.ts";
import { proved } from "../step-up/proved.ts";
import { TextLink } from "../account/text-link.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";

const words = { WRONG_CREDENTIAL: "The current password is not right." };

export function ChangePassword() {
  const { data: me } = useSuspenseQuery(meQuery);
  const [round, setRound] = useState(0);
  const { submit, isPending, isSuccess, problem, problemOf } = useSubmit(async (field, form) => {
    const input = { currentPassword: field("currentPassword"), newPassword: field("newPassword") };
    await proved(() => client.auth.changePassword(input));
    form.reset();
    setRound((before) => before + 1);
    await queryClient.invalidateQueries(sessionsQuery);
  }, words);
  return (
    <form onSubmit={submit} className="grid gap-4">
      {/* For password managers: whose password it is. */}
      <input type="email" name="email" autoComplete="username" value={me.email} readOnly hidden />
      <Field label="Current password" name="currentPassword" type="password" autoComplete="current-password" required />
      <NewPasswordField key={round} label="New password" name="newPassword" problem={problemOf("newPassword")} />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">Your password is changed, and every other session is signed out.</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        Change password
      </Button>
      <p className="text-sm text-muted">
        Never had a password here, or forgot it? <TextLink to="/forgot-password">Have a link mailed</TextLink> to set
        one.
      </p>
    </form>
  );
}
