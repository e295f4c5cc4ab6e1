import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";

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
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

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
