import type { Conversation, Member } from "../../client/index.ts";
import { MemberItem } from "./member-item.tsx";

/** Everybody in a group, as far as it names them. */
export function MemberList({ conversation, own }: { conversation: Conversation; own: Member }) {
  const { members, memberCount } = conversation;
  return (
    <section aria-label="Members" className="grid gap-2">
      <h3 className="text-sm font-medium">
        {memberCount} {memberCount === 1 ? "member" : "members"}
      </h3>
      <ul className="grid gap-1">
        {members.map((member) => (
          <MemberItem key={member.userId} conversationId={conversation.id} member={member} own={own} />
        ))}
      </ul>
      {members.length < memberCount && (
        <p className="text-sm text-muted">The first {members.length} who joined are shown.</p>
      )}
    </section>
  );
}
