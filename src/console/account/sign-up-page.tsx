import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { TextLink } from "./text-link.tsx";

function toSignIn(words: ReactNode) {
  return <TextLink to="/sign-in">{words}</TextLink>;
}

export function SignUpPage() {
  const navigate = useNavigate();
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    const email = field("email");
    await unwrap(
      client.auth.register({
        email,
        username: field("username").toLowerCase(),
        password: field("password"),
        displayName: field("displayName"),
      }),
    );
    await navigate({ to: "/verify-email", search: { email } });
  });
  return (
    <AccountPage title={t("account.signUp.title")}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label={t("account.signUp.name")}
          name="displayName"
          autoComplete="name"
          maxLength={80}
          required
          problem={problemOf("displayName")}
        />
        <Field
          label={t("account.signUp.username")}
          dir="ltr"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          pattern="[A-Za-z0-9_]{3,30}"
          required
          hint={t("account.signUp.usernameHint")}
          problem={problemOf("username")}
        />
        <Field
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          problem={problemOf("email")}
        />
        <NewPasswordField label={t("account.password")} name="password" problem={problemOf("password")} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {t("account.signUp.submit")}
        </Button>
      </form>
      <p className="text-sm text-muted">{t.rich("account.signUp.haveOne", { link: toSignIn })}</p>
    </AccountPage>
  );
}
