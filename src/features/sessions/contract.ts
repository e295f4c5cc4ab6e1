import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import type { permissions, scopes } from "./permissions.ts";

/** What an operator may be permitted. */
export type Permission = (typeof permissions)[number];

/** What an API key may be given. */
export type Scope = (typeof scopes)[number];

export const SessionId = idSchema("sess");

export const Device = z.object({
  type: z.enum(["desktop", "mobile", "tablet", "bot", "unknown"]),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  name: z.string().nullable().meta({ description: "the name given at sign-in" }),
});
export type Device = z.infer<typeof Device>;

export const Session = z
  .object({
    id: SessionId,
    device: Device,
    ip: z.string(),
    location: z.object({ country: z.string().nullable(), city: z.string().nullable() }).nullable(),
    createdAt: Timestamp,
    lastActivityAt: Timestamp,
    expiresAt: Timestamp,
    current: z.boolean(),
    concurrentUseAt: Timestamp.nullable().meta({
      description: "when it was last seen in use from two addresses in turn",
    }),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

const Count = z.record(z.string(), z.int());

export const SessionStats = z.object({
  active: z.int(),
  byDevice: Count,
  byBrowser: Count,
  byCountry: Count,
  loginsLast30Days: z.int(),
});
export type SessionStats = z.infer<typeof SessionStats>;

export const DeviceId = idSchema("dev");

/** A device that stands for the second factor. */
export const RememberedDevice = z.object({
  id: DeviceId,
  device: Device,
  ip: z.string(),
  location: z.object({ country: z.string().nullable(), city: z.string().nullable() }).nullable(),
  lastSeenAt: Timestamp,
  expiresAt: Timestamp,
});
export type RememberedDevice = z.infer<typeof RememberedDevice>;

/** A session as operators see it: of whom, and how it stood when it last changed. */
export const AnySession = Session.omit({ current: true, concurrentUseAt: true }).extend({
  userId: idSchema("user"),
  endedAt: Timestamp.nullable(),
});
export type AnySession = z.infer<typeof AnySession>;

export const Ended = z.object({ ended: z.int() });

export const JsonWebKeySet = z.object({
  keys: z.array(
    z.object({
      kty: z.literal("OKP"),
      crv: z.literal("Ed25519"),
      x: z.string(),
      kid: z.string(),
      alg: z.string(),
      use: z.string(),
    }),
  ),
});
