import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { spaceQuery } from "../spaces/queries.ts";
import { t } from "../strings/strings.ts";

/** In which space something was posted; in the space itself nothing. */
export function SpaceMark({ spaceId }: { spaceId: string }) {
  const here = useParams({ strict: false });
  // What a space is called seldom changes: each is asked for once for all of its posts.
  const { data } = useQuery({ ...spaceQuery(spaceId), staleTime: 5 * 60_000 });
  if (here.spaceId === spaceId) return null;
  const link = (name: ReactNode) => (
    <Link to="/spaces/$spaceId" params={{ spaceId }} className="font-medium hover:underline">
      <bdi>{name}</bdi>
    </Link>
  );
  return (
    <span className="min-w-0">
      · {t.rich("feed.post.inSpace", { name: data?.name ?? t("feed.post.aSpace"), space: link })}
    </span>
  );
}
