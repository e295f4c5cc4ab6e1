export type { PeopleDeps } from "./deps.ts";
export { userFollowed, userUnfollowed } from "./events.ts";
export { followUser } from "./follow.ts";
export { findMutualFollows } from "./follow-rows.ts";
export { peopleReactions } from "./reactions.ts";
export { peopleRoutes } from "./routes.ts";
export { searchPeople } from "./search-people.ts";
