import { useState } from "react";
import type { Space, SpaceMember, SpaceRole } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { PersonRow } from "../people/person-row.tsx";
import { t } from "../strings/later.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RemoveIcon } from "../ui/icons.tsx";
import { spaceMembersQuery, spaceQuery, spacesKey } from "./queries.ts";
import { roleWords } from "./words.ts";

type MemberItemProps = { space: Space; member: SpaceMember; isMe: boolean };
const roles: SpaceRole[] = ["owner", "admin", "member"];

/** A member of a space: the owner gives roles and hands it over, who manages it removes. */
export function MemberItem({ space, member, isMe }: MemberItemProps) {
  const { user, role } = member;
  const [asked, setAsked] = useState<"remove" | "owner" | null>(null);
  const name = user.displayName;
  const stale = [spaceQuery(space.id), spaceMembersQuery(space.id), spacesKey];
  const { members } = client.spaces;
  const give = useAction(
    async (next: SpaceRole) => {
      await unwrap(members.setRole(space.id, user.id, next));
      setAsked(null);
    },
    { stale },
  );
  const remove = useAction(() => unwrap(members.remove(space.id, user.id)), { stale });
  const mayGive = space.role === "owner" && !isMe;
  const mayRemove = !isMe && (space.role === "owner" || (space.role === "admin" && role === "member"));
  return (
    <>
      <PersonRow person={user} detail={isMe ? t("spaces.members.you") : undefined}>
        {mayGive ? (
          <select
            aria-label={t("spaces.members.role", { name })}
            value={role}
            disabled={give.isPending}
            onChange={({ target }) => {
              const next = roles.find((one) => one === target.value);
              if (next === "owner") setAsked("owner");
              else if (next) give.act(next);
            }}
            className="min-h-9 rounded-lg border border-edge bg-surface px-2 text-sm"
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {roleWords[one]}
              </option>
            ))}
          </select>
        ) : (
          <span className="text-sm text-muted">{roleWords[role]}</span>
        )}
        {mayRemove && (
          <IconButton label={t("spaces.members.removeSomebody", { name })} onClick={() => setAsked("remove")}>
            <RemoveIcon />
          </IconButton>
        )}
      </PersonRow>
      {asked === null && give.problem !== null && (
        <p role="alert" className="text-sm text-danger">
          {give.problem}
        </p>
      )}
      {asked === "remove" && (
        <ConfirmDialog
          title={t("spaces.members.askRemove", { name })}
          action={t("spaces.members.remove")}
          isBusy={remove.isPending}
          problem={remove.problem}
          onConfirm={remove.act}
          onClose={() => setAsked(null)}
        >
          {t("spaces.members.removeHint")}
        </ConfirmDialog>
      )}
      {asked === "owner" && (
        <ConfirmDialog
          title={t("spaces.members.askHandOver", { name })}
          action={t("spaces.members.handOver")}
          isBusy={give.isPending}
          problem={give.problem}
          onConfirm={() => give.act("owner")}
          onClose={() => setAsked(null)}
        >
          {t("spaces.members.handOverHint", { name })}
        </ConfirmDialog>
      )}
    </>
  );
}
