import { queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { ofAnybody } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";

const pollMs = 2_000;

/** What was sent lately. It is asked for again and again while somebody can see it. */
export const outboxQuery = queryOptions({
  queryKey: ["development", "outbox"],
  queryFn: async () => (await unwrap(client.development.outbox())).items,
  refetchInterval: pollMs,
  staleTime: 0,
  meta: ofAnybody,
});

export const sampleMailsQuery = queryOptions({
  queryKey: ["development", "mails"],
  queryFn: async () => (await unwrap(client.development.sampleMails())).items,
  staleTime: 0,
  meta: ofAnybody,
});
