import { useLocation, useSearch } from "@tanstack/react-router";
import { t } from "../strings/strings.ts";
import { AccountPage } from "./account-page.tsx";
import { CodeForm } from "./code-form.tsx";
import { tokenIn } from "./token-in.ts";
import { VerifyByLink } from "./verify-by-link.tsx";

/** Where the verification mail's link leads, and where its code can be typed after signing up. */
export function VerifyEmailPage() {
  const { email } = useSearch({ from: "/verify-email" });
  const token = tokenIn(useLocation().hash);
  return (
    <AccountPage title={t("account.verify.title")}>
      {token === null ? <CodeForm email={email ?? ""} /> : <VerifyByLink token={token} />}
    </AccountPage>
  );
}
