import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { UserId, UserSummary } from "../users/contract.ts";

export const SpaceId = idSchema("space");
export const InvitationId = idSchema("inv");

/** Who may see a space: everybody, or its members. */
export const visibilities = ["public", "private"] as const;

/** One owner; admins invite, remove and change what the space is called; members post. */
export const spaceRoles = ["owner", "admin", "member"] as const;
export type SpaceRole = (typeof spaceRoles)[number];

export const invitationStatuses = ["open", "accepted", "declined", "revoked"] as const;

/** One line: as a person's name. */
const SpaceName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/u, "must be one line of text");

const Description = z
  .string()
  .trim()
  .max(1_000)
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode");

export const NewSpace = z.strictObject({
  name: SpaceName,
  description: Description.default(""),
  visibility: z.enum(visibilities),
});
export type NewSpace = z.output<typeof NewSpace>;

export const SpaceChanges = z
  .strictObject({ name: SpaceName, description: Description, visibility: z.enum(visibilities) })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, "must change something")
  .meta({ minProperties: 1 });
export type SpaceChanges = z.infer<typeof SpaceChanges>;

/** A space as somebody who may see it does. */
export const Space = z
  .object({
    id: SpaceId,
    name: z.string(),
    description: z.string(),
    visibility: z.enum(visibilities),
    memberCount: z.int(),
    role: z.enum(spaceRoles).nullable().meta({ description: "one's own; null for who is no member" }),
    createdAt: Timestamp,
  })
  .meta({ id: "Space" });
export type Space = z.infer<typeof Space>;

export const SpacesQuery = PageQuery.extend({
  member: z.literal("true").optional().meta({ description: "only those that one is a member of" }),
});

export const SpaceMember = z
  .object({ user: UserSummary, role: z.enum(spaceRoles), joinedAt: Timestamp })
  .meta({ id: "SpaceMember" });
export type SpaceMember = z.infer<typeof SpaceMember>;

export const NewRole = z.strictObject({
  role: z.enum(spaceRoles).meta({ description: "`owner` hands the space over: who did so is an admin from then on" }),
});

export const NewInvitation = z.strictObject({ userId: UserId });

/** An invitation as the invited and those who manage the space see it. */
export const Invitation = z
  .object({
    id: InvitationId,
    space: z
      .object({ id: SpaceId, name: z.string() })
      .meta({ description: "what the invited may know before they are in" }),
    user: UserSummary.nullable().meta({ description: "who is invited; null where there is no such user any more" }),
    inviter: UserSummary.nullable(),
    status: z.enum(invitationStatuses),
    createdAt: Timestamp,
    decidedAt: Timestamp.nullable(),
  })
  .meta({ id: "SpaceInvitation" });
export type Invitation = z.infer<typeof Invitation>;
