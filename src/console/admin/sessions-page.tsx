import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/later.ts";
import { PagedList } from "../ui/paged-list.tsx";
import { Select } from "../ui/select.tsx";
import { changed, type SessionSearch } from "./admin-search.ts";
import { CleanUpSessions } from "./clean-up-sessions.tsx";
import { PageHead } from "./page-head.tsx";
import { may } from "./places.ts";
import { allSessionsQuery, userQuery } from "./queries.ts";
import { SessionRow } from "./session-row.tsx";

const choices = { live: t("admin.sessions.live"), over: t("admin.sessions.over"), every: t("admin.sessions.every") };

/** Where everybody is signed in, or was. */
export function SessionsPage() {
  const search = useSearch({ from: "/signed-in/admin/sessions" });
  const { userId, which = "live" } = search;
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useInfiniteQuery(
    allSessionsQuery({ ...(userId !== undefined && { userId }), ...(which !== "every" && { live: which !== "over" }) }),
  );
  const show = (changes: SessionSearch) =>
    void navigate({ to: "/admin/sessions", search: changed(search, changes), replace: true });
  return (
    <>
      <PageHead title={t("admin.places.sessions")}>{may(me, "session.end") && <CleanUpSessions />}</PageHead>
      <search className="flex flex-wrap items-end gap-4">
        <div className="min-w-40">
          <Select
            label={t("admin.sessions.which")}
            options={choices}
            value={which}
            onChange={({ target: { value } }) => show({ which: value })}
          />
        </div>
        {userId !== undefined && <OfOne userId={userId} />}
      </search>
      <PagedList query={query} what={t("admin.sessions.list")} nothing={t("admin.sessions.nobody")}>
        {(session) => <SessionRow key={session.id} session={session} hasUser />}
      </PagedList>
    </>
  );
}

/** Whose sessions alone are shown, and a way to all. */
function OfOne({ userId }: { userId: string }) {
  const { data: user } = useQuery(userQuery(userId));
  return (
    <p className="flex min-h-11 items-center gap-3 text-sm">
      <bdi>{user?.displayName ?? userId}</bdi>
      <Link to="/admin/sessions" className="underline underline-offset-3">
        {t("admin.filter.clear")}
      </Link>
    </p>
  );
}
