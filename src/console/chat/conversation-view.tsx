import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { Conversation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { useReadAbout } from "../notifications/use-read-about.ts";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Composer } from "./composer.tsx";
import { ConversationHeader } from "./conversation-header.tsx";
import { MessageLog } from "./message-log.tsx";
import { messagesQuery } from "./messages-query.ts";
import { partnerOf } from "./partner.ts";
import { TypingIndicator } from "./typing-indicator.tsx";
import { useConversationLive } from "./use-conversation-live.ts";
import { useMarkRead } from "./use-mark-read.ts";

/** One conversation, live: its messages, who is typing, and the place to write. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const { id, members } = conversation;
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: history, error, refetch } = useQuery(messagesQuery(id));
  const { live, isGone, reads, typing } = useConversationLive(id, history !== undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const partner = partnerOf(conversation, me.id);
  useMarkRead(live, id, history?.seq ?? 0);
  useReadAbout(id);

  const send = (content: string) => {
    void client.chat.send(id, { content });
    scroller.current?.scrollTo({ top: 0 });
  };
  const typers = members.filter(({ userId }) => userId !== me.id && typing.includes(userId));
  return (
    <div className="flex h-full flex-col">
      <title>{`${partner.name} · Atrium`}</title>
      <ConversationHeader partner={partner} />
      {/* Laid out from the bottom, so that it stays there as messages come, and in place as older ones load. */}
      <div ref={scroller} className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto">
        {error && !history && <LoadFailed error={error} onRetry={() => void refetch()} />}
        {!history && !error && <Loading what="messages" />}
        {history && <MessageLog conversationId={id} history={history} meId={me.id} reads={reads} />}
      </div>
      <TypingIndicator names={typers.map(({ displayName }) => displayName)} />
      {isGone ? (
        <div className="p-4">
          <Notice look="note">You are no longer in this conversation.</Notice>
        </div>
      ) : (
        <Composer partnerName={partner.name} onSend={send} onTyping={(isTyping) => live?.typing(isTyping)} />
      )}
    </div>
  );
}
