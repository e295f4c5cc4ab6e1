import { useMemo } from "react";
import type { Conversation, User } from "../../client/index.ts";
import type { About, Thread } from "../thread/thread.ts";
import type { History } from "./messages-query.ts";

type ThreadOptions = {
  conversation: Conversation;
  history: History | undefined;
  me: User;
  onAbout: (about: About) => void;
  onOpen: (seq: number) => void;
};

/** What the messages of a conversation need to know of it. */
export function useThread({ conversation, history, me, onAbout, onOpen }: ThreadOptions): Thread {
  const { id, type, members } = conversation;
  const items = history?.items;
  return useMemo(() => {
    const byId = new Map(items?.map((message) => [message.id, message]));
    const own = members.find(({ userId }) => userId === me.id);
    return {
      conversationId: id,
      meId: me.id,
      meUsername: me.username,
      names: new Map(members.map(({ userId, displayName }) => [userId, displayName])),
      mayRemoveOthers: type === "group" && own !== undefined && own.role !== "member",
      messageOf: (messageId) => byId.get(messageId),
      onAbout,
      onOpen,
    };
  }, [id, type, members, items, me, onAbout, onOpen]);
}
