import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { LoginResult } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { rememberSession } from "../app/session-hint.ts";

/** What follows a sign-in: remember who it is, and go to where they wanted to be. */
export function useEnter(): (login: LoginResult, next?: string) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return ({ user }, next = "/") => {
    rememberSession();
    queryClient.setQueryData(meQuery.queryKey, user);
    router.history.replace(next);
  };
}
