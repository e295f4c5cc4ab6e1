import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

export const spacesKey = { queryKey: ["spaces"] };

/** The spaces that one can see, or only those that one is in. */
export function spacesQuery(isMember: boolean) {
  return infiniteQueryOptions({
    queryKey: [...spacesKey.queryKey, isMember],
    queryFn: ({ pageParam }) => unwrap(client.spaces.list({ isMember, ...at(pageParam) })),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

export function spaceQuery(spaceId: string) {
  return queryOptions({
    queryKey: ["space", spaceId],
    queryFn: () => unwrap(client.spaces.get(spaceId)),
    staleTime: 0,
  });
}

export function spaceMembersQuery(spaceId: string) {
  return infiniteQueryOptions({
    queryKey: ["space-members", spaceId],
    queryFn: ({ pageParam }) => unwrap(client.spaces.members.list(spaceId, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

/** The open invitations into a space that one manages. */
export function openInvitationsQuery(spaceId: string) {
  return infiniteQueryOptions({
    queryKey: ["space-invitations", spaceId],
    queryFn: ({ pageParam }) => unwrap(client.spaces.invitations.listOf(spaceId, at(pageParam))),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

/** Where one is invited to, of which the first twenty are shown. */
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async () => (await unwrap(client.spaces.invitations.list())).items,
  staleTime: 0,
});
