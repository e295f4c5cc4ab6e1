import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { Ended } from "../sessions/contract.ts";
import { endSessions, requirePermissions, requireStepUp } from "../sessions/index.ts";
import { listRoles, listUsers } from "./admin-users.ts";
import { User, UserId, UserRole } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { requireUser } from "./profile.ts";
import { grantRole, revokeRole } from "./role-changes.ts";
import { roleNames } from "./roles.ts";

const OneUser = z.object({ id: UserId });
const RoleOfUser = OneUser.extend({ role: z.enum(roleNames) });

export const adminRoutes = new Hono<FeatureEnv<UsersDeps>>()
  .get(
    "/admin/users",
    requirePermissions("user.view"),
    endpoint({
      summary: "All users, or those whose username, name or address begins with a text",
      query: PageQuery.extend({ q: z.string().trim().min(1).max(254).optional() }),
      responses: { 200: pageOf(User) },
    }),
    async (c) => c.json(await listUsers(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/admin/users/:id",
    requirePermissions("user.view"),
    endpoint({ summary: "One user", params: OneUser, responses: { 200: User }, problems: ["NOT_FOUND"] }),
    async (c) => respondWithEtag(c, await requireUser(c.var.deps, c.req.valid("param").id)),
  )
  .post(
    "/admin/users/:id/force-logout",
    requirePermissions("session.end"),
    endpoint({
      summary: "End all sessions of a user",
      params: OneUser,
      body: z.strictObject({}),
      responses: { 200: Ended },
      problems: ["NOT_FOUND"],
      audit: "session.force_logout",
    }),
    async (c) => {
      const { id } = await requireUser(c.var.deps, c.req.valid("param").id);
      c.set("auditNote", { userId: id });
      return c.json({ ended: await endSessions(c.var.deps, id) });
    },
  )
  .get(
    "/admin/roles",
    requirePermissions("user.view"),
    endpoint({ summary: "The roles, and what each permits", query: PageQuery, responses: { 200: pageOf(UserRole) } }),
    (c) => c.json(listRoles()),
  )
  .put(
    "/admin/users/:id/roles/:role",
    requirePermissions("role.manage"),
    requireStepUp,
    endpoint({
      summary: "Grant a role; it counts from the user's next call on",
      params: RoleOfUser,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "role.grant",
    }),
    async (c) => {
      const { id, role } = c.req.valid("param");
      c.set("auditNote", { userId: id, details: { role } });
      await grantRole(c.var.deps, c.var.session, { userId: id, role });
      return c.body(null, 204);
    },
  )
  .delete(
    "/admin/users/:id/roles/:role",
    requirePermissions("role.manage"),
    requireStepUp,
    endpoint({
      summary: "Take a role away, from the user's next call on",
      params: RoleOfUser,
      responses: { 204: null },
      problems: ["NOT_FOUND", "CONFLICT"],
      audit: "role.revoke",
    }),
    async (c) => {
      const { id, role } = c.req.valid("param");
      c.set("auditNote", { userId: id, details: { role } });
      await revokeRole(c.var.deps, c.var.session, { userId: id, role });
      return c.body(null, 204);
    },
  );
