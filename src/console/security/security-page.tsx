import { ChangePassword } from "../settings/change-password.tsx";
import { Section } from "../ui/section.tsx";
import { LinkedAccounts } from "./linked-accounts.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { TwoFactor } from "./two-factor.tsx";

/** How one signs in, and what protects that. */
export function SecurityPage() {
  return (
    <>
      <title>Security · Atrium</title>
      <Section title="Password">
        <ChangePassword />
      </Section>
      <TwoFactor />
      <Section title="Passkeys">
        <PasskeyList />
      </Section>
      <LinkedAccounts />
    </>
  );
}
