import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { useNews } from "../plans/use-news.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/section.tsx";
import { invitationsQuery, spaceQuery, spacesKey } from "./queries.ts";
import { SpaceAvatar } from "./space-avatar.tsx";

/** Where one is invited to, to be accepted or declined. */
export function Invitations() {
  const { data: invitations = [] } = useQuery(invitationsQuery);
  useNews(["space_invitation"], invitationsQuery);
  if (invitations.length === 0) return null;
  return (
    <Section title={t("spaces.invitations.title")}>
      <ul aria-label={t("spaces.invitations.list")} className="grid grid-cols-1 gap-4">
        {invitations.map((invitation) => (
          <InvitationItem key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

function InvitationItem({ invitation: { id, space, inviter } }: { invitation: Invitation }) {
  const stale = [invitationsQuery, spacesKey, spaceQuery(space.id), { queryKey: ["feed", "home"] }];
  const { invitations } = client.spaces;
  const accept = useAction(() => unwrap(invitations.accept(id)), { stale });
  const decline = useAction(() => unwrap(invitations.decline(id)), { stale });
  const problem = accept.problem ?? decline.problem;
  const { name } = space;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <SpaceAvatar space={space} size="size-9 text-xs" />
      <div className="grid min-w-32 flex-1 grid-cols-1 text-sm">
        <bdi className="truncate font-medium">{name}</bdi>
        {inviter && <p className="truncate text-muted">{t("spaces.invitations.by", { name: inviter.displayName })}</p>}
      </div>
      <Button
        isBusy={accept.isPending}
        aria-label={t("spaces.invitations.joinSpace", { name })}
        onClick={() => accept.act()}
      >
        {t("spaces.invitations.join")}
      </Button>
      <Button
        look="quiet"
        isBusy={decline.isPending}
        aria-label={t("spaces.invitations.declineSpace", { name })}
        onClick={() => decline.act()}
      >
        {t("spaces.invitations.decline")}
      </Button>
      {problem !== null && (
        <p role="alert" className="w-full text-sm text-danger">
          {problem}
        </p>
      )}
    </li>
  );
}
