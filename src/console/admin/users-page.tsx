import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { moment } from "../app/time.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchField } from "../find/search-field.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { usersQuery } from "./queries.ts";

/** Everybody who has an account. */
export function UsersPage() {
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  const query = useInfiniteQuery({ ...usersQuery(wanted), placeholderData: keepPreviousData });
  return (
    <>
      <title>Users · Atrium</title>
      <search className="flex max-w-md">
        <SearchField label="Username, name or address begins with" text={text} onChange={setText} />
      </search>
      <PagedList query={query} what="users" nothing="Nobody’s name or address begins like that.">
        {({ id, username, displayName, email, emailVerified, mfaEnabled, roles, createdAt }) => (
          <li key={id}>
            <Link
              to="/admin/users/$userId"
              params={{ userId: id }}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg hover:bg-sunken"
            >
              <Avatar name={displayName} id={id} size="size-9 text-xs" />
              <span className="grid min-w-44 flex-1 grid-cols-1">
                <span className="truncate text-sm font-medium">{displayName}</span>
                <span className="truncate text-sm text-muted">
                  @{username} · {email}
                </span>
              </span>
              <span className="flex flex-wrap gap-1.5 text-xs">
                {roles.map((role) => (
                  <Mark key={role} text={role} />
                ))}
                {mfaEnabled && <Mark text="two-factor" />}
                {!emailVerified && <Mark text="unverified" />}
              </span>
              <span className="text-xs text-muted">since {moment(createdAt)}</span>
            </Link>
          </li>
        )}
      </PagedList>
    </>
  );
}

function Mark({ text }: { text: string }) {
  return <span className="rounded-full bg-tint px-2 py-0.5">{text}</span>;
}
