import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Space, UserSummary } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { PeopleFinder } from "../people/people-finder.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { spaceMembersQuery } from "./queries.ts";

/** Who is in a space, and inviting others for those who manage it. */
export function SpaceMembers({ space: { id, role }, onClose }: { space: Space; onClose: () => void }) {
  const query = useInfiniteQuery(spaceMembersQuery(id));
  const invite = useAction(async (person: UserSummary) => {
    await unwrap(client.spaces.invitations.send(id, person.id));
    return person;
  });
  return (
    <Dialog title="Members" width="wide" hasClose onClose={onClose}>
      {(role === "owner" || role === "admin") && (
        <>
          <PeopleFinder
            label="Invite whom?"
            without={[]}
            isBusy={invite.isPending}
            onChoose={(one) => invite.act(one)}
          />
          {invite.problem !== null && <Notice look="problem">{invite.problem}</Notice>}
          {invite.data && <Notice look="good">{`${invite.data.displayName} is invited.`}</Notice>}
        </>
      )}
      <PagedList query={query} what="members" nothing="Nobody is in it.">
        {({ user, role: theirs }) => (
          <li key={user.id} className="flex items-baseline gap-2 text-sm">
            <Link to="/users/$username" params={{ username: user.username }} className="truncate font-medium">
              {user.displayName}
            </Link>
            <span className="truncate text-muted">@{user.username}</span>
            <span className="ml-auto text-xs text-muted">{theirs}</span>
          </li>
        )}
      </PagedList>
    </Dialog>
  );
}
