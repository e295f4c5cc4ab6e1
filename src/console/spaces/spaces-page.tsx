import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { Invitations } from "./invitations.tsx";
import { NewSpace } from "./new-space.tsx";
import { spacesQuery } from "./queries.ts";

/** The spaces that one can see, and where one is invited to. */
export function SpacesPage() {
  const query = useInfiniteQuery(spacesQuery);
  const [isCreating, setIsCreating] = useState(false);
  return (
    <Page
      title="Spaces"
      actions={
        <Button look="quiet" onClick={() => setIsCreating(true)}>
          New space
        </Button>
      }
    >
      {isCreating && <NewSpace onClose={() => setIsCreating(false)} />}
      <Invitations />
      <PagedList query={query} what="spaces" nothing="There are none yet.">
        {({ id, name, description, visibility, memberCount, role }) => (
          <li key={id}>
            <Link
              to="/spaces/$spaceId"
              params={{ spaceId: id }}
              className="grid grid-cols-1 gap-0.5 rounded-lg hover:bg-sunken"
            >
              <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {name}
                {role !== null && <span className="rounded-full bg-tint px-2 py-0.5 text-xs font-normal">{role}</span>}
              </span>
              {description !== "" && <span className="line-clamp-2 text-sm text-muted">{description}</span>}
              <span className="text-xs text-muted">
                {visibility} · {memberCount === 1 ? "1 member" : `${memberCount} members`}
              </span>
            </Link>
          </li>
        )}
      </PagedList>
    </Page>
  );
}
