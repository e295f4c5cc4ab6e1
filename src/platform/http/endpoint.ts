import { zValidator } from "@hono/zod-validator";
import type { Context, MiddlewareHandler, Next, ValidationTargets } from "hono";
import type { z } from "zod";
import type { ProblemCode } from "./contract.ts";
import { Problem } from "./problem.ts";

/** A body, or an answer, that is no JSON: bytes of one of these media types (`image/*` for all of a class). */
export type Bytes = { mediaTypes: string[] };

/** What an endpoint takes and gives. It validates requests, and is what the API document says of them. */
export type EndpointSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  summary: string;
  /** The path's parameters. One that does not fit names nothing, so it is a 404. */
  params?: P;
  query?: Q;
  body?: B;
  /** In place of `body`: bytes that the handler reads as they come, and measures, up to a limit of their own. */
  rawBody?: Bytes & { maxBytes: number };
  /** The answer of each status that is no problem; null for one without a body. */
  responses: Record<number, z.ZodType | Bytes | null>;
  problems?: ProblemCode[];
  /** The name under which each call is written to the audit log, whatever its result: `auth.login`. */
  audit?: `${string}.${string}`;
};

type Validated<P, Q, B> = {
  in: object;
  out: { param: z.output<P>; query: z.output<Q>; json: z.output<B> };
};

/** What the API document says of a handler: kept beside it, read by `openapi.ts`. */
export type HandlerDoc = Partial<EndpointSpec<z.ZodType, z.ZodType, z.ZodType>> & {
  signedIn?: boolean;
  /** What an API key must hold, or one of several; null where none will do. */
  scope?: string | string[] | null;
  /** What the signed-in user must be permitted. */
  permissions?: string[];
  stepUp?: boolean;
  idempotent?: boolean;
};

const docs = new WeakMap<object, HandlerDoc>();

export function documented<H extends object>(handler: H, doc: HandlerDoc): H {
  docs.set(handler, doc);
  return handler;
}

export function docOf(handler: object): HandlerDoc | undefined {
  return docs.get(handler);
}

/**
 * Validates a request by its specification, strictly: what the specification does not name is refused.
 *
 * It stands after the guard, so that who is not signed in learns that first.
 */
export function endpoint<
  P extends z.ZodType = z.ZodNever,
  Q extends z.ZodType = z.ZodNever,
  B extends z.ZodType = z.ZodNever,
>(spec: EndpointSpec<P, Q, B>): MiddlewareHandler<object, string, Validated<P, Q, B>> {
  const param = spec.params && validator("param", spec.params, () => new Problem("NOT_FOUND"));
  const query = spec.query && validator("query", spec.query, toValidationProblem);
  const json = spec.body && validator("json", spec.body, toValidationProblem);
  const { rawBody } = spec;
  const isPlain = !param && !query && !json && !rawBody;
  const validateFirst = async (c: Context, next: Next) => {
    if (param) await param(c, done);
    refuseRepeatedQuery(c, query !== undefined);
    if (query) await query(c, done);
    if (rawBody) refuseLonger(c, rawBody.maxBytes);
    if (json) await readJson(c);
    if (json) await json(c, done);
    await next();
  };
  const handler: MiddlewareHandler = (c, next) => {
    if (spec.audit) c.set("auditAction", spec.audit);
    if (isPlain) {
      // Without anything to wait for: each promise costs every request.
      refuseRepeatedQuery(c, false);
      return next();
    }
    return validateFirst(c, next);
  };
  return documented(handler, spec);
}

const done = async () => undefined;

function validator(
  target: keyof ValidationTargets,
  schema: z.ZodType,
  problem: (issues: z.core.$ZodIssue[]) => Problem,
): MiddlewareHandler {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw problem([...result.error.issues]);
  });
}

function toValidationProblem(issues: z.core.$ZodIssue[]): Problem {
  const errors = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "is not known here" }))
      : [{ path: issue.path.join("."), message: issue.message }],
  );
  return new Problem("VALIDATION_FAILED", undefined, { errors });
}

/** One that is longer than it says its handler refuses. */
function refuseLonger(c: Context, maxBytes: number): void {
  if (Number(c.req.header("content-length") ?? 0) <= maxBytes) return;
  throw new Problem("BODY_TOO_LARGE", `The body may have ${maxBytes} bytes at most.`);
}

function refuseRepeatedQuery(c: Context, takesQuery: boolean): void {
  if (!c.req.url.includes("?")) return;
  const faults = Object.entries(c.req.queries()).flatMap(([path, values]) => {
    if (!takesQuery) return [{ path, message: "is not known here" }];
    return values.length > 1 ? [{ path, message: "is given twice" }] : [];
  });
  if (faults.length > 0) throw new Problem("VALIDATION_FAILED", undefined, { errors: faults });
}

/** Tells apart the ways in which a body is no JSON; the validator would take each of them for `{}`. */
async function readJson(c: Context): Promise<void> {
  const type = c.req.header("content-type") ?? "";
  // A POST without a body needs no type: the schema says whether anything is missing.
  if (type === "" && (await c.req.text()) === "") return;
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) {
    throw new Problem("UNSUPPORTED_MEDIA_TYPE", "The body's content type must be application/json.");
  }
  try {
    await c.req.json();
  } catch {
    throw new Problem("MALFORMED_JSON");
  }
}
