import { useInfiniteQuery } from "@tanstack/react-query";
import type { JobApplication } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { ownJobApplicationsQuery } from "./queries.ts";

/** One's own application for a job, among those that were made lately: there is one at most. */
export function useOwnApplication(jobId: string): JobApplication | undefined {
  const { data } = useInfiniteQuery(ownJobApplicationsQuery);
  return itemsOf(data).find((one) => one.jobId === jobId);
}
