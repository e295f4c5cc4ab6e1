import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { UserSummary } from "../users/contract.ts";

/** What anybody who is signed in may see of somebody, and how the two stand. */
export const Profile = UserSummary.extend({
  bio: z.string(),
  followers: z.int().meta({ description: "how many follow them" }),
  following: z.int().meta({ description: "how many they follow" }),
  isFollowing: z.boolean().meta({ description: "whether one follows them" }),
  isFollowedBy: z.boolean().meta({ description: "whether they follow one" }),
  isBlocked: z
    .boolean()
    .meta({ description: "whether one has blocked them; whether they have blocked one nobody says" }),
  createdAt: Timestamp,
}).meta({ id: "Profile" });
export type Profile = z.infer<typeof Profile>;
