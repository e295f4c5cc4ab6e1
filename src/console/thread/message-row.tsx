import type { Message } from "../../client/index.ts";
import { moment, timeOfDay } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import { Attachments } from "./attachments.tsx";
import { Bubble } from "./bubble.tsx";
import { MessageMenu } from "./message-menu.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { RichText } from "./rich-text.tsx";
import type { Thread } from "./thread.ts";
import { UnreadDivider } from "./unread-divider.tsx";

type MessageRowProps = {
  message: Message;
  isContinued: boolean;
  day: string | null;
  isFirstUnread: boolean;
  isFound: boolean;
  thread: Thread;
};

/** One message as stored. */
export function MessageRow({ message, isContinued, day, isFirstUnread, isFound, thread }: MessageRowProps) {
  const isMine = message.sender.id === thread.meId;
  const isDeleted = message.content === null;
  return (
    <div className={`group grid ${isContinued ? "pt-1" : "pt-4"}`}>
      {day !== null && <p className="mb-3 text-center text-xs font-medium text-muted">{day}</p>}
      {isFirstUnread && <UnreadDivider />}
      {!isContinued && <Author message={message} isMine={isMine} />}
      <div
        className={`flex max-w-full items-center gap-1 ${isMine ? "flex-row-reverse justify-self-end" : "justify-self-start"}`}
      >
        <div className={`min-w-0 rounded-2xl ${isFound ? "outline-2 outline-offset-2 outline-accent" : ""}`}>
          <Bubble isMine={isMine} look={isDeleted ? "deleted" : "plain"}>
            <Content message={message} thread={thread} />
          </Bubble>
        </div>
        {!isDeleted && <MessageMenu message={message} thread={thread} />}
      </div>
      <div className={isMine ? "justify-self-end" : "justify-self-start"}>
        <Reactions message={message} thread={thread} />
      </div>
    </div>
  );
}

function Author({ message: { sender, createdAt }, isMine }: { message: Message; isMine: boolean }) {
  return (
    <p className={`mb-1 flex items-baseline gap-2 text-xs text-muted ${isMine ? "justify-self-end" : ""}`}>
      <bdi className={isMine ? "sr-only" : "font-medium text-ink"}>
        {isMine ? t("thread.message.you") : sender.displayName}
      </bdi>
      <time dateTime={createdAt} title={moment(createdAt)}>
        {timeOfDay(createdAt)}
      </time>
    </p>
  );
}

function Content({ message, thread }: { message: Message; thread: Thread }) {
  const { content, replyTo, attachments, editedAt } = message;
  if (content === null) return <p>{t("thread.message.deleted")}</p>;
  return (
    <>
      {replyTo !== null && <Quote message={thread.messageOf(replyTo)} onOpen={thread.onOpen} />}
      {attachments.length > 0 && <Attachments files={attachments} />}
      {content !== "" && <RichText meUsername={thread.meUsername}>{content}</RichText>}
      {editedAt !== null && (
        <span className="-mt-1 text-xs" title={t("thread.message.editedAt", { moment: moment(editedAt) })}>
          {t("thread.message.edited")}
        </span>
      )}
    </>
  );
}
