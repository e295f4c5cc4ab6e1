import type { Message } from "../../client/index.ts";
import { moment, timeOfDay } from "../app/time.ts";
import { Bubble } from "./bubble.tsx";

type MessageItemProps = { message: Message; isMine: boolean; isContinued: boolean; day: string | null };

/** One message as stored. */
export function MessageItem({ message, isMine, isContinued, day }: MessageItemProps) {
  const { sender, content, createdAt } = message;
  return (
    <li className={`grid ${isContinued ? "mt-1" : "mt-4"}`}>
      {day !== null && <p className="mb-3 text-center text-xs font-medium text-muted">{day}</p>}
      {!isContinued && (
        <p className={`mb-1 flex items-baseline gap-2 text-xs text-muted ${isMine ? "justify-self-end" : ""}`}>
          <span className={isMine ? "sr-only" : "font-medium text-ink"}>{isMine ? "You" : sender.displayName}</span>
          <time dateTime={createdAt} title={moment(createdAt)}>
            {timeOfDay(createdAt)}
          </time>
        </p>
      )}
      <Bubble isMine={isMine} look={content === null ? "deleted" : "plain"}>
        {content ?? "Message deleted"}
      </Bubble>
    </li>
  );
}
