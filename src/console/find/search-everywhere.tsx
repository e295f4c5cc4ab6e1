import { Link } from "@tanstack/react-router";
import type { Conversation } from "../../client/index.ts";
import { partnerOf } from "../chat/partner.ts";
import { FoundList, foundClass } from "./found-list.tsx";
import { FoundMessage } from "./found-message.tsx";

type SearchEverywhereProps = { text: string; conversations: Conversation[]; meId: string };

/** What was found in all conversations; choosing it leads there. */
export function SearchEverywhere({ text, conversations, meId }: SearchEverywhereProps) {
  const nameOf = (conversationId: string) => {
    const conversation = conversations.find(({ id }) => id === conversationId);
    return conversation && partnerOf(conversation, meId).name;
  };
  return (
    <FoundList conversationId={null} text={text}>
      {(message) => (
        <Link
          to="/conversations/$conversationId"
          params={{ conversationId: message.conversationId }}
          search={{ at: message.seq }}
          className={foundClass}
        >
          <FoundMessage message={message} wanted={text} where={nameOf(message.conversationId)} />
        </Link>
      )}
    </FoundList>
  );
}
