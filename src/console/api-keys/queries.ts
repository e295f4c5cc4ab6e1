import { queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  // There are never more than fifty.
  queryFn: async () => (await unwrap(client.apiKeys.list({ limit: 100 }))).items,
  staleTime: 0,
});
