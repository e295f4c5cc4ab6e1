import { ChangePassword } from "../settings/change-password.tsx";
import { t } from "../strings/later.ts";
import { Section } from "../ui/section.tsx";
import { LinkedAccounts } from "./linked-accounts.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { TwoFactor } from "./two-factor.tsx";

/** How one signs in, and what protects that. */
export function SecurityPage() {
  return (
    <>
      <title>{`${t("security.page.title")} · Atrium`}</title>
      <Section title={t("security.page.password")}>
        <ChangePassword />
      </Section>
      <TwoFactor />
      <Section title={t("security.passkeys.title")}>
        <PasskeyList />
      </Section>
      <LinkedAccounts />
    </>
  );
}
