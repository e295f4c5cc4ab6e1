import { useNavigate } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { TextLink } from "./text-link.tsx";

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
    <AccountPage title="Create an account">
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label="Your name"
          name="displayName"
          autoComplete="name"
          maxLength={80}
          required
          problem={problemOf("displayName")}
        />
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          pattern="[A-Za-z0-9_]{3,30}"
          required
          hint="3 to 30 letters, digits or _"
          problem={problemOf("username")}
        />
        <Field label="Email" name="email" type="email" autoComplete="email" required problem={problemOf("email")} />
        <NewPasswordField label="Password" name="password" problem={problemOf("password")} />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          Create account
        </Button>
      </form>
      <p className="text-sm text-muted">
        Have an account? <TextLink to="/sign-in">Sign in</TextLink>
      </p>
    </AccountPage>
  );
}
