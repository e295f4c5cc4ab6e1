import { useLocation, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { t } from "../strings/strings.ts";
import { Notice } from "../ui/notice.tsx";
import { AccountPage } from "./account-page.tsx";
import { pendingSignInOf } from "./challenge-fragment.ts";
import { DemoLogins } from "./demo-logins.tsx";
import { providerProblem } from "./provider-problem.ts";
import { OtherWaysIn } from "./other-ways-in.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { TextLink } from "./text-link.tsx";

const reasons = { ended: t("account.signIn.ended"), reset: t("account.signIn.reset") };

function toSignUp(words: ReactNode) {
  return <TextLink to="/sign-up">{words}</TextLink>;
}

/** Signing in, in one step or two. */
export function SignInPage() {
  const { reason, next, error } = useSearch({ from: "/sign-in" });
  const pending = pendingSignInOf(useLocation().hash);
  if (pending) return <SecondFactor key={pending.challengeToken} pending={pending} />;
  return (
    <AccountPage title={t("account.signIn.title")}>
      {reason && <Notice look={reason === "ended" ? "note" : "good"}>{reasons[reason]}</Notice>}
      {error !== undefined && <Notice look="problem">{providerProblem(error)}</Notice>}
      <PasswordForm next={next} />
      <OtherWaysIn next={next} />
      <div className="grid gap-2 text-sm text-muted">
        <p>
          <TextLink to="/forgot-password">{t("account.signIn.forgot")}</TextLink>
        </p>
        <p>{t.rich("account.signIn.newHere", { link: toSignUp })}</p>
      </div>
      <DemoLogins next={next} />
    </AccountPage>
  );
}
