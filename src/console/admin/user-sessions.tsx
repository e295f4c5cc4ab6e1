import { useInfiniteQuery } from "@tanstack/react-query";
import type { User } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { Section } from "../ui/section.tsx";
import { ForceLogout } from "./force-logout.tsx";
import { allSessionsQuery } from "./queries.ts";
import { SessionRow } from "./session-row.tsx";

/** Where somebody is signed in, and a way to end that. */
export function UserSessions({ user, canEnd }: { user: User; canEnd: boolean }) {
  const query = useInfiniteQuery(allSessionsQuery({ userId: user.id, live: true }));
  return (
    <Section title={t("admin.sessions.title")}>
      <PagedList query={query} what={t("admin.sessions.list")} nothing={t("admin.sessions.none")}>
        {(session) => <SessionRow key={session.id} session={session} />}
      </PagedList>
      {canEnd && <ForceLogout user={user} />}
    </Section>
  );
}
