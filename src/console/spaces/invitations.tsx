import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Section } from "../ui/section.tsx";
import { invitationsQuery, spaceQuery, spacesQuery } from "./queries.ts";

/** Where one is invited to, to be accepted or declined. */
export function Invitations() {
  const { data: invitations = [] } = useQuery(invitationsQuery);
  if (invitations.length === 0) return null;
  return (
    <Section title="You are invited">
      <ul aria-label="Invitations" className="grid gap-3">
        {invitations.map((invitation) => (
          <InvitationItem key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Section>
  );
}

function InvitationItem({ invitation: { id, space, inviter } }: { invitation: Invitation }) {
  const stale = [invitationsQuery, spacesQuery, spaceQuery(space.id)];
  const { invitations } = client.spaces;
  const accept = useAction(() => unwrap(invitations.accept(id)), { stale });
  const decline = useAction(() => unwrap(invitations.decline(id)), { stale });
  return (
    <Item
      title={space.name}
      detail={inviter ? `by ${inviter.displayName}` : undefined}
      problem={accept.problem ?? decline.problem}
    >
      <Button isBusy={accept.isPending} aria-label={`Join ${space.name}`} onClick={() => accept.act()}>
        Join
      </Button>
      <Button
        look="quiet"
        isBusy={decline.isPending}
        aria-label={`Decline ${space.name}`}
        onClick={() => decline.act()}
      >
        Decline
      </Button>
    </Item>
  );
}
