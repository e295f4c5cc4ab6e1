import type { Member, MemberRole } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationQuery } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { PresenceDot } from "../presence/presence-dot.tsx";
import { t } from "../strings/later.ts";
import { isolated } from "../thread/isolated.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";

const roleNames: Record<MemberRole, string> = {
  owner: t("group.member.owner"),
  admin: t("group.member.admin"),
  member: t("group.member.member"),
};

type MemberItemProps = { conversationId: string; member: Member; own: Member };

/** One member of a group: their role, and what one may change about them. */
export function MemberItem({ conversationId, member, own }: MemberItemProps) {
  const { userId, displayName, username, role } = member;
  const stale = [conversationQuery(conversationId)];
  const change = useAction((next: MemberRole) => unwrap(client.chat.members.put(conversationId, userId, next)), {
    stale,
  });
  const removal = useAction(() => unwrap(client.chat.members.remove(conversationId, userId)), { stale });
  const isSelf = userId === own.userId;
  const mayRemove = !isSelf && (own.role === "owner" || (own.role === "admin" && role === "member"));
  const problem = change.problem ?? removal.problem;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
      <span className="relative shrink-0">
        <Avatar name={displayName} id={userId} size="size-9 text-xs" />
        <PresenceDot userId={isSelf ? null : userId} />
      </span>
      <span className="grid min-w-32 flex-1 grid-cols-1">
        <span className="truncate text-sm font-medium">
          {isSelf ? t.rich("group.member.self", { name: displayName, who: isolated }) : <bdi>{displayName}</bdi>}
        </span>
        <span className="truncate text-xs text-muted">
          <bdi dir="ltr">@{username}</bdi>
        </span>
      </span>
      {own.role === "owner" && !isSelf ? (
        <select
          aria-label={t("group.member.roleOf", { name: displayName })}
          value={role}
          onChange={({ target }) => change.act(roleOf(target.value))}
          className="min-h-10 rounded-lg border border-edge bg-surface px-2 text-sm"
        >
          {Object.entries(roleNames).map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <span className="text-xs text-muted">{roleNames[role]}</span>
      )}
      {mayRemove && (
        <Button
          look="danger"
          isBusy={removal.isPending}
          aria-label={t("group.member.removeWho", { name: displayName })}
          onClick={() => removal.act()}
        >
          {t("group.member.remove")}
        </Button>
      )}
      {problem !== null && (
        <p role="alert" className="w-full text-sm text-danger">
          {problem}
        </p>
      )}
    </li>
  );
}

function roleOf(value: string): MemberRole {
  return value === "owner" || value === "admin" ? value : "member";
}
