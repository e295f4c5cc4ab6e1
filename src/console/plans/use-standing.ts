import { useInfiniteQuery } from "@tanstack/react-query";
import type { Application } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { ownApplicationsQuery } from "./queries.ts";

type Standing = Application & { status: "submitted" | "approved" };

/** One's own application for a plan that is open or approved: while there is one, there can be no other. */
export function useStanding(planId: string): Standing | undefined {
  const { data } = useInfiniteQuery(ownApplicationsQuery);
  return itemsOf(data).find((one): one is Standing => one.planId === planId && isStanding(one));
}

function isStanding({ status }: Application): boolean {
  return status === "submitted" || status === "approved";
}
