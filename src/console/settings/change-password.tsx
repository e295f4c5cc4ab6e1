import { useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { useSubmit } from "../app/use-submit.ts";
import { proved } from "../step-up/proved.ts";
import { TextLink } from "../account/text-link.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";

const words = { WRONG_CREDENTIAL: t("settings.password.wrong") };

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
      <Field
        label={t("settings.password.current")}
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
      />
      <NewPasswordField
        key={round}
        label={t("settings.password.new")}
        name="newPassword"
        problem={problemOf("newPassword")}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">{t("settings.password.changed")}</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        {t("settings.password.submit")}
      </Button>
      <p className="text-sm text-muted">{t.rich("settings.password.forgot", { link: toForgotPassword })}</p>
    </form>
  );
}

function toForgotPassword(chunks: ReactNode) {
  return <TextLink to="/forgot-password">{chunks}</TextLink>;
}
