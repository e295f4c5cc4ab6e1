import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { Space, UserSummary } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { meQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { PeopleFinder } from "../people/people-finder.tsx";
import { t } from "../strings/later.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { MemberItem } from "./member-item.tsx";
import { OpenInvitations } from "./open-invitations.tsx";
import { openInvitationsQuery, spaceMembersQuery } from "./queries.ts";

/** Who is in a space and what they are there; who manages it invites others, gives roles and removes. */
export function SpaceMembers({ space, onClose }: { space: Space; onClose: () => void }) {
  const { id, role } = space;
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useInfiniteQuery(spaceMembersQuery(id));
  const manages = role === "owner" || role === "admin";
  return (
    <Dialog title={t("spaces.members.title")} width="wide" hasClose onClose={onClose}>
      {manages && <Invite spaceId={id} without={itemsOf(query.data).map(({ user }) => user.id)} />}
      {manages && <OpenInvitations spaceId={id} />}
      <PagedList query={query} what={t("spaces.members.list")} nothing={t("spaces.members.nothing")}>
        {(member) => (
          <li key={member.user.id}>
            <MemberItem space={space} member={member} isMe={member.user.id === me.id} />
          </li>
        )}
      </PagedList>
    </Dialog>
  );
}

function Invite({ spaceId, without }: { spaceId: string; without: string[] }) {
  const invite = useAction(
    async (person: UserSummary) => {
      await unwrap(client.spaces.invitations.send(spaceId, person.id));
      return person;
    },
    { stale: [openInvitationsQuery(spaceId)] },
  );
  return (
    <>
      <PeopleFinder
        label={t("spaces.members.invite")}
        without={without}
        isBusy={invite.isPending}
        onChoose={(one) => invite.act(one)}
      />
      {invite.problem !== null && <Notice look="problem">{invite.problem}</Notice>}
      {invite.data && <Notice look="good">{t("spaces.members.invited", { name: invite.data.displayName })}</Notice>}
    </>
  );
}
