import { QueryClient } from "@tanstack/react-query";
import { isPassing } from "./request-failed.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && isPassing(error) },
    // Without a network a change fails at once and says so, rather than happen at some later time.
    mutations: { networkMode: "always" },
  },
});

/** Of what was read, what anybody may know outlives a session: the page that follows it shows that already. */
export const ofAnybody = { isOfAnybody: true };

export function forgetPrivate(): void {
  queryClient.removeQueries({ predicate: ({ meta }) => meta?.["isOfAnybody"] !== true });
  queryClient.getMutationCache().clear();
}
