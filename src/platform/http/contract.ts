import { z } from "zod";

/** A moment on the wire: ISO 8601, UTC, milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 }).meta({ examples: ["2026-08-01T12:00:00.000Z"] });

/** The stable problem codes and the one status that each has. */
export const problemStatus = {
  VALIDATION_FAILED: 422,
  MALFORMED_JSON: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  BODY_INCOMPLETE: 400,
  RANGE_NOT_SATISFIABLE: 416,
  TOKEN_INVALID: 400,
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  SESSION_EXPIRED: 401,
  INVALID_CREDENTIALS: 401,
  CHALLENGE_EXPIRED: 401,
  WRONG_CREDENTIAL: 403,
  STEP_UP_REQUIRED: 403,
  PASSWORD_EXPIRED: 403,
  ACCOUNT_LOCKED: 423,
  FORBIDDEN: 403,
  ORIGIN_FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  USERNAME_TAKEN: 409,
  MFA_ALREADY_ENABLED: 409,
  MFA_NOT_ENABLED: 409,
  LAST_CREDENTIAL: 409,
  IDENTITY_TAKEN: 409,
  SESSION_LIMIT: 409,
  ILLEGAL_TRANSITION: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  UPGRADE_REQUIRED: 426,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;

/** An error answer (RFC 9457), as `application/problem+json`. */
export const ProblemDetails = z.object({
  type: z.string().meta({ description: "a URI that names the kind of problem" }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().meta({ description: "stable, upper snake case" }),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  methods: z.array(z.string()).optional().meta({ description: "the ways in which to step up" }),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** The query of every list: how many, and from where. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(512).optional(),
});

/** A list: one page of items, and where the next begins (null at the end). */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export type Page<T> = { items: T[]; nextCursor: string | null };
