import { useSearch } from "@tanstack/react-router";
import { providerProblem } from "../account/provider-problem.ts";
import { providerTitles } from "../factors/provider-titles.ts";
import { t } from "../strings/later.ts";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { EmailAddress } from "./email-address.tsx";
import { LanguageChoice } from "./language-choice.tsx";
import { Profile } from "./profile.tsx";

/** Who one is here, and in which language; also where one comes back to after linking another service. */
export function AccountSettings() {
  const { linked, error } = useSearch({ from: "/signed-in/settings/" });
  return (
    <>
      <title>{`${t("settings.account.title")} · Atrium`}</title>
      {linked !== undefined && (
        <Notice look="good">{t("settings.account.linked", { provider: titleOf(linked) })}</Notice>
      )}
      {error !== undefined && <Notice look="problem">{providerProblem(error)}</Notice>}
      <Section title={t("settings.account.profile")}>
        <Profile />
      </Section>
      <Section title={t("settings.account.email")}>
        <EmailAddress />
      </Section>
      <Section title={t("settings.account.language")}>
        <LanguageChoice />
      </Section>
    </>
  );
}

function titleOf(provider: string): string {
  return new Map(Object.entries(providerTitles)).get(provider) ?? t("settings.account.otherService");
}
