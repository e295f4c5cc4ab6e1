import { queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

/** Whom one has blocked, the last hundred. */
export const blockedQuery = queryOptions({
  queryKey: ["blocked"],
  queryFn: async () => (await unwrap(client.moderation.blocked({ limit: 100 }))).items,
});
