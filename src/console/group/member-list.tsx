import type { Conversation, Member } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { MemberItem } from "./member-item.tsx";

/** Everybody in a group, as far as it names them. */
export function MemberList({ conversation, own }: { conversation: Conversation; own: Member }) {
  const { members, memberCount } = conversation;
  return (
    <section aria-label={t("group.members.label")} className="grid gap-2">
      <h3 className="text-sm font-medium">{t("group.members.count", { count: memberCount })}</h3>
      <ul className="grid gap-1">
        {members.map((member) => (
          <MemberItem key={member.userId} conversationId={conversation.id} member={member} own={own} />
        ))}
      </ul>
      {members.length < memberCount && (
        <p className="text-sm text-muted">{t("group.members.first", { count: members.length })}</p>
      )}
    </section>
  );
}
