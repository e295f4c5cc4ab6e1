import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Message } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { foundQuery } from "./queries.ts";

type FoundListProps = {
  conversationId: string | null;
  text: string;
  children: (message: Message) => ReactNode;
};

/** What a search has found; `children` shows one of it. */
export function FoundList({ conversationId, text, children }: FoundListProps) {
  const query = useInfiniteQuery(foundQuery(conversationId, text));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (!data)
    return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={t("find.what")} />;
  const found = itemsOf(data);
  return (
    <>
      <output className="sr-only">{t("find.found", { count: found.length })}</output>
      {found.length === 0 && <p className="px-2 py-4 text-sm text-muted">{t("find.nothing")}</p>}
      <ul aria-label={t("find.list")} className="grid gap-0.5">
        {found.map((message) => (
          <li key={message.id}>{children(message)}</li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" className="w-full" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("find.more")}
        </Button>
      )}
    </>
  );
}

export const foundClass =
  "grid w-full grid-cols-1 gap-0.5 rounded-xl p-2.5 text-start transition-colors hover:bg-sunken";
