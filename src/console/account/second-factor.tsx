import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { FactorForm } from "../factors/factor-form.tsx";
import { t } from "../strings/strings.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { AccountPage } from "./account-page.tsx";
import type { PendingSignIn } from "./challenge-fragment.ts";
import { TextLink } from "./text-link.tsx";
import { useEnter } from "./use-enter.ts";

const words = { INVALID_CREDENTIALS: t("account.secondFactor.wrong") };

/** The second step of a sign-in. */
export function SecondFactor({ pending: { challengeToken, methods, next } }: { pending: PendingSignIn }) {
  const enter = useEnter();
  return (
    <AccountPage title={t("account.secondFactor.title")}>
      <FactorForm
        methods={methods}
        words={words}
        send={(method) => unwrap(client.auth.sendFactorCode({ challengeToken, method }))}
        prove={async ({ method, code }, field) => {
          // No challenge asks for the password again.
          if (method === "password") return;
          const rememberDevice = field("rememberDevice") === "on";
          enter(await unwrap(client.auth.proveFactor({ challengeToken, method, code, rememberDevice })), next);
        }}
      >
        <Checkbox
          name="rememberDevice"
          label={t("account.secondFactor.remember")}
          hint={t("account.secondFactor.rememberHint")}
        />
      </FactorForm>
      <p className="text-sm text-muted">
        <TextLink to="/sign-in" hash="" replace>
          {t("account.secondFactor.startAgain")}
        </TextLink>
      </p>
    </AccountPage>
  );
}
