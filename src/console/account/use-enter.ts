import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { Challenge, User } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { rememberSession } from "../app/session-hint.ts";
import { fragmentOf } from "./challenge-fragment.ts";

/** Somebody who is signed in now, or has a second factor to prove yet. */
export type Arrival = { mfaRequired?: false; user: User } | Challenge;

/** What follows a step of a sign-in: the next one, or to remember who it is and go to where they wanted to be. */
export function useEnter(): (arrival: Arrival, next?: string) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (arrival, next = "/") => {
    if (arrival.mfaRequired) {
      void router.navigate({ to: "/sign-in", hash: fragmentOf(arrival, next) });
      return;
    }
    rememberSession();
    queryClient.setQueryData(meQuery.queryKey, arrival.user);
    router.history.replace(next);
  };
}
