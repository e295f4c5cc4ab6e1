import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { User } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Avatar } from "../ui/avatar.tsx";
import { buttonClass } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { Code, Facts } from "./facts.tsx";
import { LastActs } from "./last-acts.tsx";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { userQuery } from "./queries.ts";
import { RoleChoice } from "./role-choice.tsx";
import { StateMark } from "./state-mark.tsx";
import { UserSessions } from "./user-sessions.tsx";

/** One account: who it is, how safe it is, what they may do, and where they are signed in. */
export function UserPage() {
  const { userId } = useParams({ from: "/signed-in/admin/users/$userId" });
  const query = useQuery(userQuery(userId));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <Loaded query={query} what={t("admin.user.one")}>
      {(user) => (
        <>
          <PageHead
            title={user.displayName}
            shown={
              <span className="flex items-center gap-3">
                <Avatar name={user.displayName} id={user.id} />
                <bdi>{user.displayName}</bdi>
              </span>
            }
            back={{ to: "/admin/users", name: t("admin.user.all") }}
          >
            <Link to="/users/$username" params={{ username: user.username }} className={buttonClass("quiet")}>
              {t("admin.user.profile")}
            </Link>
          </PageHead>
          <Security user={user} />
          {may(me, "role.manage") && <RoleChoice user={user} />}
          {may(me, "session.view") && <UserSessions user={user} canEnd={may(me, "session.end")} />}
          {may(me, "audit.view") && <LastActs userId={userId} />}
        </>
      )}
    </Loaded>
  );
}

function Security({ user: { username, email, emailVerified, mfaEnabled, createdAt, id } }: { user: User }) {
  const { on, off, verified, notVerified } = {
    on: t("admin.user.on"),
    off: t("admin.user.off"),
    verified: t("admin.user.verified"),
    notVerified: t("admin.user.notVerified"),
  };
  return (
    <Section title={t("admin.user.security")}>
      <Facts
        facts={{
          [t("admin.user.username")]: <bdi>@{username}</bdi>,
          [t("admin.user.address")]: (
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <bdi>{email}</bdi>
              <StateMark tone={emailVerified ? "good" : "waiting"} text={emailVerified ? verified : notVerified} />
            </span>
          ),
          [t("admin.user.secondFactor")]: (
            <StateMark tone={mfaEnabled ? "good" : "quiet"} text={mfaEnabled ? on : off} />
          ),
          [t("admin.user.since")]: moment(createdAt),
          [t("admin.user.id")]: <Code>{id}</Code>,
        }}
      />
    </Section>
  );
}
