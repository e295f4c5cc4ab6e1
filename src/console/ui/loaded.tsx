import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailed } from "./load-failed.tsx";
import { Loading } from "./loading.tsx";

type LoadedProps<T> = { query: UseQueryResult<T>; what: string; children: (data: T) => ReactNode };

/** Shows what was read once it is there, and until then that it is on its way or why it can't be read. */
export function Loaded<T>({ query: { data, error, refetch }, what, children }: LoadedProps<T>) {
  if (data !== undefined) return children(data);
  return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what={what} />;
}
