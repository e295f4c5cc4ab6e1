import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { Invitation, InvitationId, NewInvitation, SpaceId } from "./contract.ts";
import { acceptInvitation, declineInvitation, revokeInvitation } from "./decide-invitation.ts";
import type { SpacesDeps } from "./deps.ts";
import { inviteToSpace, listOwnInvitations, listSpaceInvitations } from "./invite.ts";

const OneSpace = z.strictObject({ id: SpaceId });
const OneInvitation = z.strictObject({ id: InvitationId });

export const invitationRoutes = new Hono<FeatureEnv<SpacesDeps>>()
  .post(
    "/spaces/:id/invitations",
    requireScope("community.write"),
    limitUser("INVITATION"),
    idempotent,
    endpoint({
      summary: "Invite somebody into a space that one manages; while they have an open invitation, that one is given",
      params: OneSpace,
      body: NewInvitation,
      responses: { 200: Invitation, 201: Invitation },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    }),
    async (c) => {
      const where = { spaceId: c.req.valid("param").id, userId: c.var.session.userId };
      const { invitation, isNew } = await inviteToSpace(c.var.deps, where, c.req.valid("json").userId);
      return c.json(invitation, isNew ? 201 : 200);
    },
  )
  .get(
    "/spaces/:id/invitations",
    requireScope("community.read"),
    endpoint({
      summary: "The open invitations into a space that one manages, the newest first",
      params: OneSpace,
      query: PageQuery,
      responses: { 200: pageOf(Invitation) },
      problems: ["NOT_FOUND", "FORBIDDEN"],
    }),
    async (c) => {
      const where = { spaceId: c.req.valid("param").id, userId: c.var.session.userId };
      return c.json(await listSpaceInvitations(c.var.deps, where, c.req.valid("query")));
    },
  )
  .get(
    "/invitations",
    requireScope("community.read"),
    endpoint({
      summary: "One's own open invitations into spaces, the newest first",
      query: PageQuery,
      responses: { 200: pageOf(Invitation) },
    }),
    async (c) => c.json(await listOwnInvitations(c.var.deps, c.var.session.userId, c.req.valid("query"))),
  )
  .post(
    "/invitations/:id/accept",
    requireScope("community.write"),
    endpoint({
      summary: "Come into a space as invited",
      params: OneInvitation,
      responses: { 200: Invitation },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION", "CONFLICT"],
    }),
    async (c) => c.json(await acceptInvitation(c.var.deps, { ...c.req.valid("param"), userId: c.var.session.userId })),
  )
  .post(
    "/invitations/:id/decline",
    requireScope("community.write"),
    endpoint({
      summary: "Decline an invitation into a space",
      params: OneInvitation,
      responses: { 200: Invitation },
      problems: ["NOT_FOUND", "ILLEGAL_TRANSITION"],
    }),
    async (c) => c.json(await declineInvitation(c.var.deps, { ...c.req.valid("param"), userId: c.var.session.userId })),
  )
  .delete(
    "/invitations/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Take back an invitation into a space that one manages",
      params: OneInvitation,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN", "ILLEGAL_TRANSITION"],
    }),
    async (c) => {
      await revokeInvitation(c.var.deps, { ...c.req.valid("param"), userId: c.var.session.userId });
      return c.body(null, 204);
    },
  );
