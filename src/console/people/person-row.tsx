import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { UserSummary } from "../../client/index.ts";
import { Avatar } from "../ui/avatar.tsx";

type PersonRowProps = { person: UserSummary; detail?: ReactNode; children?: ReactNode };

/** Somebody in a list, with the way to their profile; `children` are what can be done. */
export function PersonRow({ person: { id, username, displayName }, detail, children }: PersonRowProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Avatar name={displayName} id={id} size="size-9 text-xs" />
      <div className="grid min-w-24 flex-1 grid-cols-1 text-sm">
        <Link to="/users/$username" params={{ username }} className="truncate font-medium hover:underline">
          <bdi>{displayName}</bdi>
        </Link>
        <p className="truncate text-muted">
          <bdi dir="ltr">@{username}</bdi>
          {detail !== undefined && <> · {detail}</>}
        </p>
      </div>
      {children}
    </div>
  );
}
