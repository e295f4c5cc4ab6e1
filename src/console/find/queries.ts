import { infiniteQueryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

/** Messages that have these words, in one conversation or (null) in all, the newest first. */
export function foundQuery(conversationId: string | null, text: string) {
  return infiniteQueryOptions({
    queryKey: ["found", conversationId, text],
    queryFn: ({ pageParam }) =>
      unwrap(
        conversationId === null
          ? client.chat.searchAll(text, at(pageParam))
          : client.chat.search(conversationId, text, at(pageParam)),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    enabled: text !== "",
  });
}
