import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { User } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { moment } from "../app/time.ts";
import { describeDevice, describePlace } from "../settings/describe-session.ts";
import { Item } from "../ui/item.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { Section } from "../ui/section.tsx";
import { ForceLogout } from "./force-logout.tsx";
import { may } from "./places.ts";
import { userQuery, userSessionsQuery } from "./queries.ts";
import { RoleChoice } from "./role-choice.tsx";

/** One account: who it is, what they may do, and where they are signed in. */
export function UserPage() {
  const { userId } = useParams({ from: "/signed-in/admin/users/$userId" });
  const query = useQuery(userQuery(userId));
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <Loaded query={query} what="the user">
      {(user) => (
        <>
          <title>{`${user.displayName} · Atrium`}</title>
          <p className="text-sm">
            <Link to="/admin/users" className="underline underline-offset-3">
              All users
            </Link>
          </p>
          <About user={user} />
          {may(me, "role.manage") && <RoleChoice user={user} />}
          {may(me, "session.view") && <Sessions user={user} canEnd={may(me, "session.end")} />}
          {may(me, "audit.view") && (
            <p className="text-sm">
              <Link to="/admin/audit" search={{ userId }} className="underline underline-offset-3">
                What the audit log says of this account
              </Link>
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

function About({ user }: { user: User }) {
  const facts = {
    Username: `@${user.username}`,
    Address: `${user.email}${user.emailVerified ? "" : " (not verified)"}`,
    "Second factor": user.mfaEnabled ? "on" : "off",
    Since: moment(user.createdAt),
    Id: user.id,
  };
  return (
    <Section title={user.displayName}>
      <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[auto_1fr]">
        {Object.entries(facts).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Sessions({ user, canEnd }: { user: User; canEnd: boolean }) {
  const query = useInfiniteQuery(userSessionsQuery(user.id));
  return (
    <Section title="Sessions">
      <PagedList query={query} what="sessions" nothing="Not signed in anywhere.">
        {(session) => (
          <Item
            key={session.id}
            title={describeDevice(session.device)}
            detail={`${describePlace(session)} · last used ${moment(session.lastActivityAt)}`}
          />
        )}
      </PagedList>
      {canEnd && <ForceLogout user={user} />}
    </Section>
  );
}
