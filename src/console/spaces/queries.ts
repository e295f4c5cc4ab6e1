import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

export const spacesQuery = infiniteQueryOptions({
  queryKey: ["spaces"],
  queryFn: ({ pageParam }) => unwrap(client.spaces.list(at(pageParam))),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

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

/** Where one is invited to, of which the first twenty are shown. */
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async () => (await unwrap(client.spaces.invitations.list())).items,
  staleTime: 0,
});
