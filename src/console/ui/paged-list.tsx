import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { itemsOf } from "../app/items.ts";
import { t } from "../strings/strings.ts";
import { Button } from "./button.tsx";
import { LoadFailed } from "./load-failed.tsx";
import { Loading } from "./loading.tsx";

type PagedListProps<T> = {
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  /** What it is a list of. */
  what: string;
  /** Said where there is nothing. */
  nothing: string;
  children: (item: T) => ReactNode;
};

/** A list that is read page by page; `children` shows one of it as a list item. */
export function PagedList<T>({ query, what, nothing, children }: PagedListProps<T>) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (!data) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={what} />;
  const items = itemsOf(data);
  return (
    <div className="rounded-2xl border border-line bg-surface px-5 py-3">
      {items.length === 0 && <p className="py-6 text-center text-sm text-muted">{nothing}</p>}
      <ul aria-label={what} className="divide-y divide-line *:py-3">
        {items.map(children)}
      </ul>
      {hasNextPage && (
        <Button look="bare" className="w-full" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("ui.showMore")}
        </Button>
      )}
    </div>
  );
}
