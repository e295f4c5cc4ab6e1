import { useSearch } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { DemoLogins } from "./demo-logins.tsx";
import { TextLink } from "./text-link.tsx";
import { useEnter } from "./use-enter.ts";

const reasons = {
  ended: "You have been signed out: this session was ended.",
  reset: "Your password is changed. Sign in with the new one.",
};

export function SignInPage() {
  const { reason, next } = useSearch({ from: "/sign-in" });
  const enter = useEnter();
  const { submit, isPending, problem } = useSubmit(async (field) => {
    enter(await unwrap(client.auth.login({ email: field("email"), password: field("password") })), next);
  });
  return (
    <AccountPage title="Sign in">
      {reason && problem === null && <Notice look={reason === "ended" ? "note" : "good"}>{reasons[reason]}</Notice>}
      <form onSubmit={submit} className="grid gap-4">
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          Sign in
        </Button>
      </form>
      <div className="grid gap-2 text-sm text-muted">
        <p>
          <TextLink to="/forgot-password">Forgot your password?</TextLink>
        </p>
        <p>
          New here? <TextLink to="/sign-up">Create an account</TextLink>
        </p>
      </div>
      <DemoLogins onEnter={(login) => enter(login, next)} />
    </AccountPage>
  );
}
