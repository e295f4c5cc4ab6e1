import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { User } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchField } from "../find/search-field.tsx";
import { t } from "../strings/later.ts";
import { Avatar } from "../ui/avatar.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { PageHead } from "./page-head.tsx";
import { usersQuery } from "./queries.ts";

/** Everybody who has an account. */
export function UsersPage() {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  const query = useInfiniteQuery({ ...usersQuery(wanted), placeholderData: keepPreviousData });
  return (
    <>
      <PageHead title={t("admin.places.users")} />
      <search className="flex max-w-md">
        <SearchField label={t("admin.users.search")} text={text} onChange={setText} />
      </search>
      <PagedList query={query} what={t("admin.users.list")} nothing={t("admin.users.nothing")}>
        {(user) => (
          <li key={user.id}>
            <UserRow user={user} />
          </li>
        )}
      </PagedList>
    </>
  );
}

function UserRow({
  user: { id, username, displayName, email, emailVerified, mfaEnabled, roles, createdAt },
}: {
  user: User;
}) {
  return (
    <Link
      to="/admin/users/$userId"
      params={{ userId: id }}
      className="-mx-2 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg px-2 py-1 hover:bg-sunken"
    >
      <Avatar name={displayName} id={id} size="size-9 text-xs" />
      <span className="grid min-w-44 flex-1 grid-cols-1">
        <bdi className="truncate text-sm font-medium">{displayName}</bdi>
        <span className="truncate text-sm text-muted">
          <bdi>@{username}</bdi> · <bdi>{email}</bdi>
        </span>
      </span>
      <span className="flex flex-wrap gap-1.5 text-xs">
        {roles.map((role) => (
          <Mark key={role} text={role} />
        ))}
        {mfaEnabled && <Mark text={t("admin.users.twoFactor")} />}
        {!emailVerified && <Mark text={t("admin.users.unverified")} />}
      </span>
      <span className="text-xs text-muted">{t("admin.users.since", { moment: moment(createdAt) })}</span>
    </Link>
  );
}

function Mark({ text }: { text: string }) {
  return <span className="rounded-full bg-tint px-2 py-0.5">{text}</span>;
}
