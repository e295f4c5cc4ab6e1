import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { piece } from "../app/piece.tsx";
import { meQuery } from "../app/queries.ts";
import { Composer } from "../composer/composer.tsx";
import { DropZone } from "../composer/drop-zone.tsx";
import { useUploads } from "../composer/use-uploads.ts";
import { useReadAbout } from "../notifications/use-read-about.ts";
import { MessageLog } from "../thread/message-log.tsx";
import { rowsOf } from "../thread/rows.ts";
import type { About } from "../thread/thread.ts";
import { t } from "../strings/strings.ts";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { ConversationHeader } from "./conversation-header.tsx";
import { messagesQuery } from "./messages-query.ts";
import { useOutgoingHere } from "./outgoing.ts";
import { partnerOf } from "./partner.ts";
import { sendWritten } from "./send-written.ts";
import { threadRow } from "./thread-row.tsx";
import { TypingIndicator } from "./typing-indicator.tsx";
import { useTyping } from "./typing.ts";
import { useConversationLive } from "./use-conversation-live.ts";
import { useMarkRead } from "./use-mark-read.ts";
import { useOpenMessage } from "./use-open-message.ts";
import { useThread } from "./use-thread.ts";
import { useUnread } from "./use-unread.ts";

const SearchHere = piece(async () => (await import("../find/search-here.tsx")).SearchHere);

/** One conversation, live: its messages, who is typing, and the place to write. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const { id, members, type } = conversation;
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: history, error, refetch } = useQuery(messagesQuery(id));
  const { live, isGone, reads, arrival, isCatchingUp, answers, askAgain } = useConversationLive(
    id,
    history !== undefined,
  );
  const [about, setAbout] = useState<About | null>(null);
  const [isSearching, setIsSearching] = useState(false);
  const uploads = useUploads();
  const outgoing = useOutgoingHere(id, history);
  const { found, openMessage } = useOpenMessage(id);
  const thread = useThread({ conversation, history, me, onAbout: setAbout, onOpen: openMessage });
  const partner = partnerOf(conversation, me.id);
  const [isAtEnd, setIsAtEnd] = useState(true);
  // Who reads what was said long ago has not seen what is said now, nor what has not come yet.
  useMarkRead(history?.hasNewer || !isAtEnd || isCatchingUp ? null : live, id, history?.seq ?? 0);
  const { unread, forgetUnread } = useUnread({ conversation, history, arrival, meId: me.id });
  useReadAbout(id);

  const typing = useTyping(id);
  const typers = members.filter(({ userId }) => userId !== me.id && typing.includes(userId));
  const editLast = () => {
    const last = history?.items.findLast(({ sender, content }) => sender.id === me.id && Boolean(content));
    if (last) setAbout({ kind: "edit", message: last });
  };
  const rows = history
    ? rowsOf({ history, outgoing, answers, unread, meId: me.id, isCompanion: type === "companion" })
    : [];
  return (
    <DropZone onFiles={uploads.add}>
      <title>{t("chat.documentTitle", { name: partner.name })}</title>
      <ConversationHeader
        conversation={conversation}
        partner={partner}
        meId={me.id}
        isSearching={isSearching}
        onSearch={() => setIsSearching(!isSearching)}
      />
      {isSearching && <SearchHere conversationId={id} onOpen={openMessage} onClose={() => setIsSearching(false)} />}
      {history ? (
        <MessageLog
          conversationId={id}
          history={history}
          rows={rows}
          found={found}
          isCatchingUp={isCatchingUp}
          onAtEnd={setIsAtEnd}
          renderRow={(row, isFound) => threadRow(row, { conversation, reads, thread, isFound, onRetry: askAgain })}
        />
      ) : (
        <div className="min-h-0 flex-1">
          {error ? (
            <LoadFailed error={error} onRetry={() => void refetch()} />
          ) : (
            <Loading what={t("chat.what.messages")} />
          )}
        </div>
      )}
      <TypingIndicator names={typers.map(({ displayName }) => displayName)} />
      {isGone ? (
        <div className="p-4">
          <Notice look="note">{t("chat.gone")}</Notice>
        </div>
      ) : (
        <Composer
          conversationId={id}
          partnerName={partner.name}
          people={members.filter(({ userId }) => userId !== me.id)}
          about={about}
          uploads={uploads}
          onSend={(written) => {
            setAbout(null);
            forgetUnread();
            sendWritten(id, written);
          }}
          onTyping={(isTyping) => live?.typing(isTyping)}
          onCancelAbout={() => setAbout(null)}
          onEditLast={editLast}
        />
      )}
    </DropZone>
  );
}
