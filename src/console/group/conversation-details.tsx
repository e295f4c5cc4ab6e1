import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { conversationQuery } from "../app/queries.ts";
import { BlockPerson } from "../people/block-person.tsx";
import { ReportDialog } from "../people/report-dialog.tsx";
import { t } from "../strings/later.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { AddMembers } from "./add-members.tsx";
import { LeaveGroup } from "./leave-group.tsx";
import { MemberList } from "./member-list.tsx";
import { MuteChoice } from "./mute-choice.tsx";
import { RenameGroup } from "./rename-group.tsx";

type ConversationDetailsProps = { conversation: Conversation; meId: string; onClose: () => void };

/** Who is in a conversation, and what one can do about it as a whole. */
export function ConversationDetails({ conversation, meId, onClose }: ConversationDetailsProps) {
  const [isReporting, setIsReporting] = useState(false);
  // What is changed here shows here.
  const { data = conversation } = useQuery(conversationQuery(conversation.id));
  const { id, type, members } = data;
  const own = members.find(({ userId }) => userId === meId);
  const mayManage = type === "group" && own !== undefined && own.role !== "member";
  const other = type === "direct" ? members.find(({ userId }) => userId !== meId) : undefined;
  if (isReporting) {
    const about = { targetType: "conversation", targetId: id } as const;
    return <ReportDialog what={t("group.details.reported")} about={about} onClose={onClose} />;
  }
  return (
    <Dialog
      title={type === "group" ? t("chat.header.groupDetails") : t("chat.header.details")}
      width="wide"
      hasClose
      onClose={onClose}
    >
      {mayManage && <RenameGroup conversation={data} />}
      <MuteChoice conversation={data} />
      {type === "group" && own && <MemberList conversation={data} own={own} />}
      {mayManage && <AddMembers conversation={data} />}
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        {other && (
          <Link to="/users/$username" params={{ username: other.username }} className={buttonClass("quiet")}>
            {t("group.details.profile")}
          </Link>
        )}
        {other && <BlockPerson userId={other.userId} username={other.username} name={other.displayName} />}
        <Button look="danger" onClick={() => setIsReporting(true)}>
          {t("group.details.report")}
        </Button>
        {type === "group" && own && <LeaveGroup conversation={data} own={own} onLeft={onClose} />}
      </div>
    </Dialog>
  );
}
