import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";
import { InvitationId, SpaceId } from "./contract.ts";

/** Somebody was asked to come into a space. */
export const spaceInvited = defineEvent(
  "space.invited",
  z.object({
    invitationId: InvitationId,
    spaceId: SpaceId,
    spaceName: z.string(),
    userId: UserId,
    inviterId: UserId,
  }),
);

const Membership = z.object({ spaceId: SpaceId, userId: UserId });

/** Somebody is a member from now on. */
export const spaceJoined = defineEvent("space.joined", Membership);
/** Somebody is a member no longer: they went, or were removed. */
export const spaceLeft = defineEvent("space.left", Membership);

/** Only its members see the space from now on. */
export const spaceClosed = defineEvent("space.closed", z.object({ spaceId: SpaceId }));

/** A space is gone, and what was in it goes. */
export const spaceDeleted = defineEvent("space.deleted", z.object({ spaceId: SpaceId }));
