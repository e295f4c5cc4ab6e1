import { Link } from "@tanstack/react-router";
import type { Space } from "../../client/index.ts";
import { SpaceAvatar } from "./space-avatar.tsx";
import { SpaceFacts } from "./space-facts.tsx";

/** A space in a list: choosing it leads there. */
export function SpaceRow({ space }: { space: Space }) {
  const { id, name, description } = space;
  return (
    <div className="relative flex items-start gap-3">
      <SpaceAvatar space={space} />
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
        <Link
          to="/spaces/$spaceId"
          params={{ spaceId: id }}
          // All of the row can be chosen, and its name alone is the link's.
          className="truncate font-medium after:absolute after:-inset-2 after:rounded-xl hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        {description !== "" && (
          <p className="line-clamp-2 text-sm text-muted">
            <bdi>{description}</bdi>
          </p>
        )}
        <SpaceFacts space={space} />
      </div>
    </div>
  );
}
