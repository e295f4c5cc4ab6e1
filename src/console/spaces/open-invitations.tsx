import { useInfiniteQuery } from "@tanstack/react-query";
import type { Invitation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { unwrap } from "../app/request-failed.ts";
import { ago } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { PersonRow } from "../people/person-row.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { openInvitationsQuery } from "./queries.ts";

/** Who is invited into a space and has not answered: an invitation can be withdrawn. */
export function OpenInvitations({ spaceId }: { spaceId: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(openInvitationsQuery(spaceId));
  const invitations = itemsOf(data);
  if (invitations.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-medium">{t("spaces.invitations.open")}</h3>
      <ul aria-label={t("spaces.invitations.open")} className="grid grid-cols-1 gap-3 rounded-2xl bg-sunken p-4">
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <OpenInvitation spaceId={spaceId} invitation={invitation} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("ui.showMore")}
        </Button>
      )}
    </section>
  );
}

function OpenInvitation({ spaceId, invitation }: { spaceId: string; invitation: Invitation }) {
  const { id, user, createdAt } = invitation;
  const withdraw = useAction(() => unwrap(client.spaces.invitations.revoke(id)), {
    stale: [openInvitationsQuery(spaceId)],
  });
  const name = user?.displayName ?? t("spaces.invitations.somebodyGone");
  const button = (
    <Button
      look="quiet"
      className="min-h-9!"
      isBusy={withdraw.isPending}
      aria-label={t("spaces.invitations.withdrawFrom", { name })}
      onClick={() => withdraw.act()}
    >
      {t("spaces.invitations.withdraw")}
    </Button>
  );
  return (
    <>
      {user ? (
        <PersonRow person={user} detail={t("spaces.invitations.invitedWhen", { when: ago(createdAt) })}>
          {button}
        </PersonRow>
      ) : (
        <p className="flex items-center justify-between gap-2 text-sm">
          {name} {button}
        </p>
      )}
      {withdraw.problem !== null && (
        <p role="alert" className="text-sm text-danger">
          {withdraw.problem}
        </p>
      )}
    </>
  );
}
