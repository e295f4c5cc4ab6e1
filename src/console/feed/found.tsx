import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Children, type ReactNode } from "react";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "./nothing.tsx";

type FoundProps = { query: UseInfiniteQueryResult; label: string; children: ReactNode };

/** What a search found, as list items; or that it found nothing. A page of it may be empty and have a next one. */
export function Found({ query, label, children }: FoundProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (data === undefined)
    return error ? (
      <LoadFailed error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what={t("feed.search.what")} />
    );
  const isEmpty = Children.count(children) === 0;
  return (
    <>
      {isEmpty && !hasNextPage && <Nothing title={t("feed.search.nothing")} hint={t("feed.search.nothingHint")} />}
      <ul aria-label={label} className="grid grid-cols-1 gap-3 empty:hidden">
        {children}
      </ul>
      {hasNextPage && (
        <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("feed.comments.more")}
        </Button>
      )}
    </>
  );
}
