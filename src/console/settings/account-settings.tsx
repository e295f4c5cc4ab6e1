import { useSearch } from "@tanstack/react-router";
import { providerProblem } from "../account/provider-problem.ts";
import { providerTitles } from "../factors/provider-titles.ts";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { EmailAddress } from "./email-address.tsx";
import { Profile } from "./profile.tsx";
import { SessionList } from "./session-list.tsx";

/** Who one is here, and where; also where one comes back to after linking another service. */
export function AccountSettings() {
  const { linked, error } = useSearch({ from: "/signed-in/settings/" });
  return (
    <>
      <title>Settings · Atrium</title>
      {linked !== undefined && <Notice look="good">You can sign in with {titleOf(linked)} from now on.</Notice>}
      {error !== undefined && <Notice look="problem">{providerProblem(error)}</Notice>}
      <Section title="Profile">
        <Profile />
      </Section>
      <Section title="Email address">
        <EmailAddress />
      </Section>
      <Section title="Where you are signed in">
        <SessionList />
      </Section>
    </>
  );
}

function titleOf(provider: string): string {
  return new Map(Object.entries(providerTitles)).get(provider) ?? "the other service";
}
