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
  const { params, query, rawBody, body, audit } = spec;
  // Only a body is waited for: each promise costs every request.
  const handler: MiddlewareHandler = (c, next) => {
    if (audit) c.set("auditAction", audit);
    if (params) validate(c, "param", params, c.req.param(), () => new Problem("NOT_FOUND"));
    refuseRepeatedQuery(c, query !== undefined);
    if (query) validate(c, "query", query, c.req.query(), toValidationProblem);
    if (rawBody) refuseLonger(c, rawBody.maxBytes);
    return body ? readFirst(c, next, body) : next();
  };
  return documented(handler, spec);
}

async function readFirst(c: Context, next: Next, body: z.ZodType): Promise<void> {
  validate(c, "json", body, await readJson(c), toValidationProblem);
  await next();
}

/** Keeps a part of a request for `c.req.valid`, if it is as its schema says. */
function validate(
  c: Context,
  target: keyof ValidationTargets,
  schema: z.ZodType,
  value: unknown,
  problem: (issues: z.core.$ZodIssue[]) => Problem,
): void {
  const result = schema.safeParse(value);
  if (!result.success) throw problem([...result.error.issues]);
  c.req.addValidatedData(target, Object(result.data));
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

/** The body; `{}` where there is none. Tells apart the ways in which it is no JSON. */
async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header("content-type") ?? "";
  // A POST without a body needs no type: the schema says whether anything is missing.
  if (type === "" && (await c.req.text()) === "") return {};
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) {
    throw new Problem("UNSUPPORTED_MEDIA_TYPE", "The body's content type must be application/json.");
  }
  try {
    return await c.req.json();
  } catch {
    throw new Problem("MALFORMED_JSON");
  }
}
