import { useLocation, useSearch } from "@tanstack/react-router";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { pendingSignInOf } from "./challenge-fragment.ts";
import { DemoLogins } from "./demo-logins.tsx";
import { providerProblem } from "./provider-problem.ts";
import { OtherWaysIn } from "./other-ways-in.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { TextLink } from "./text-link.tsx";

const reasons = {
  ended: "You have been signed out: this session was ended.",
  reset: "Your password is changed. Sign in with the new one.",
};

/** Signing in, in one step or two. */
export function SignInPage() {
  const { reason, next, error } = useSearch({ from: "/sign-in" });
  const pending = pendingSignInOf(useLocation().hash);
  if (pending) return <SecondFactor key={pending.challengeToken} pending={pending} />;
  return (
    <AccountPage title="Sign in">
      {reason && <Notice look={reason === "ended" ? "note" : "good"}>{reasons[reason]}</Notice>}
      {error !== undefined && <Notice look="problem">{providerProblem(error)}</Notice>}
      <PasswordForm next={next} />
      <OtherWaysIn next={next} />
      <div className="grid gap-2 text-sm text-muted">
        <p>
          <TextLink to="/forgot-password">Forgot your password?</TextLink>
        </p>
        <p>
          New here? <TextLink to="/sign-up">Create an account</TextLink>
        </p>
      </div>
      <DemoLogins next={next} />
    </AccountPage>
  );
}
