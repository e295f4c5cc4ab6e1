import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { itemsOf } from "../app/items.ts";
import { conversationsQuery, meQuery } from "../app/queries.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchEverywhere } from "../find/search-everywhere.tsx";
import { SearchField } from "../find/search-field.tsx";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { ConversationRow } from "./conversation-row.tsx";
import { NewConversation } from "./new-conversation.tsx";

/** All of one's conversations, and in their place what a search finds in them. */
export function ConversationList() {
  const { data: me } = useSuspenseQuery(meQuery);
  const conversations = itemsOf(useInfiniteQuery(conversationsQuery).data);
  const [text, setText] = useState("");
  const wanted = useSettled(text.trim(), 200);
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center justify-between gap-2 px-4 pt-4 pb-2">
        <h1 className="font-display text-xl font-semibold tracking-tight">{t("chat.title")}</h1>
        <NewConversation meId={me.id} />
      </div>
      <search className="px-4 pb-2">
        <SearchField label={t("chat.list.search")} text={text} onChange={setText} />
      </search>
      <nav aria-label={t("chat.title")} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {wanted === "" ? (
          <Conversations meId={me.id} />
        ) : (
          <SearchEverywhere text={wanted} conversations={conversations} meId={me.id} />
        )}
      </nav>
    </div>
  );
}

function Conversations({ meId }: { meId: string }) {
  const query = useInfiniteQuery(conversationsQuery);
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const conversations = itemsOf(data);
  return (
    <>
      {isPending && <Loading what={t("chat.what.conversations")} />}
      {error && !data && <LoadFailed error={error} onRetry={() => void refetch()} />}
      {data && conversations.length === 0 && <p className="px-2 py-6 text-sm text-muted">{t("chat.list.empty")}</p>}
      <ul className="flex flex-col gap-0.5">
        {conversations.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} meId={meId} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" className="mt-2 w-full" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("chat.list.more")}
        </Button>
      )}
    </>
  );
}
