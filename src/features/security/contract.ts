import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { Device } from "../sessions/contract.ts";
import { UserId } from "../users/contract.ts";

const AuditId = idSchema("aud");
const Place = z.object({ country: z.string().nullable(), city: z.string().nullable() });
const Details = z.record(z.string(), z.string());
const Result = z.string().meta({ description: "`ok`, or the problem code of the refusal" });

/** One line of an account's own security log. */
export const SecurityEvent = z
  .object({
    id: AuditId,
    at: Timestamp,
    action: z.string(),
    result: Result,
    ip: z.string().nullable().meta({ description: "null where somebody else did it, such as an administrator" }),
    location: Place.nullable(),
    device: Device,
    current: z.boolean().meta({ description: "whether the session that asks did it" }),
    details: Details,
  })
  .meta({ id: "SecurityEvent" });
export type SecurityEvent = z.infer<typeof SecurityEvent>;

/** One line of the audit log, as operators see it. */
export const AuditRecord = z
  .object({
    id: AuditId,
    seq: z.int().nullable().meta({ description: "its place in the chain; null until it is linked" }),
    at: Timestamp,
    action: z.string(),
    result: Result,
    actorId: z.string().nullable(),
    userId: z.string().nullable().meta({ description: "the account that it concerns" }),
    credentialId: z.string().nullable().meta({ description: "the session or API key that did it" }),
    ip: z.string(),
    location: Place.nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string(),
    details: Details,
  })
  .meta({ id: "AuditRecord" });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** Which lines of one's own log: of certain acts, or only what was refused. */
export const SecurityEventsQuery = PageQuery.extend({
  actions: z
    .string()
    .max(1000)
    .transform((text) => text.split(","))
    .meta({ description: "names of acts, with commas between them", examples: ["auth.login,auth.passkey"] }),
  refused: z.literal("true"),
}).partial({ actions: true, refused: true });

export const AuditQuery = PageQuery.extend({
  userId: UserId,
  actorId: UserId,
  action: z.string().min(1).max(64),
  result: z.string().min(1).max(64),
  from: Timestamp,
  to: Timestamp.meta({ description: "up to this moment, without it" }),
}).partial({ userId: true, actorId: true, action: true, result: true, from: true, to: true });

export const AuditVerification = z.object({
  ok: z.boolean(),
  checked: z.int(),
  brokenAt: z.int().nullable().meta({ description: "the place of the first row that was altered, removed or put in" }),
});
