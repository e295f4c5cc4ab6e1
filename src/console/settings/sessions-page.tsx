import { t } from "../strings/later.ts";
import { Section } from "../ui/section.tsx";
import { ExtendSession } from "./extend-session.tsx";
import { SessionList } from "./session-list.tsx";
import { SessionStats } from "./session-stats.tsx";

/** Where one is signed in, and for how long. */
export function SessionsPage() {
  return (
    <>
      <title>{`${t("settings.sessions.title")} · Atrium`}</title>
      <Section title={t("settings.sessions.here")}>
        <SessionList />
      </Section>
      <Section title={t("settings.extend.title")}>
        <ExtendSession />
      </Section>
      <Section title={t("settings.stats.title")}>
        <SessionStats />
      </Section>
    </>
  );
}
