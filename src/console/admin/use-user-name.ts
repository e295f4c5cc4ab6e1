import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "../app/queries.ts";
import { may } from "./places.ts";
import { userQuery } from "./queries.ts";

/** The name of a user, where one may know it and there is still such a user. */
export function useUserName(userId: string | null): string | null {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data } = useQuery({
    ...userQuery(userId ?? ""),
    enabled: userId !== null && may(me, "user.view"),
    // Many lines name the same few people.
    staleTime: 60_000,
    retry: false,
  });
  return data?.displayName ?? null;
}
