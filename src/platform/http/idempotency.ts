import { createHash } from "node:crypto";
import { and, eq, isNull, lt } from "drizzle-orm";
import type { MiddlewareHandler, Next } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import type { Keyring } from "../crypto/keyring.ts";
import type { DatabaseDeps } from "../db/database.ts";
import { documented } from "./endpoint.ts";
import { Problem } from "./problem.ts";
import { clientAddress, type FeatureContext, type FeatureEnv, type RequestDeps } from "./request.ts";
import { idempotentRequests } from "./schema.ts";

export interface IdempotencyDeps extends RequestDeps, DatabaseDeps {
  keyring: Keyring;
}

const keptMs = 24 * 3600 * 1000;
/** A request that has not answered by then died with its Worker; the next one may take its place. */
const abandonedMs = 60 * 1000;
/** The same for one whose body is read as it comes: an upload over a slow line takes its time. */
const abandonedStreamMs = 3600 * 1000;
/** What could not be read, did not fit, or came too soon: the next try may be a better one. */
const unbegun = new Set([400, 401, 413, 415, 422, 429]);
const keptHeaders = ["content-type", "location", "etag"];

/** What a key means: who uses it, and for which request. */
type Claim = { owner: string; key: string; request: string; createdAt: number };

/** Keyed, because a request's body may hold a password: a plain digest of it could be guessed at. */
const fingerprintPurpose = "idempotent-request";

/**
 * Honours `Idempotency-Key`: the same key and body give the first answer again for 24 hours.
 *
 * @throws Problem `IDEMPOTENCY_KEY_REUSED` for another body, `IDEMPOTENCY_IN_PROGRESS` while the first is under way.
 */
export const idempotent = honoured(async (c, next, key) => {
  const claim = { ...claimOf(c, key), request: requestOf(c, await c.req.text()) };
  const earlier = await claimKey(c.var.deps, claim, abandonedMs);
  if (earlier) return replay(c, earlier, claim);
  await next();
  await settle(c, claim);
  return undefined;
});

/**
 * The same for a body that is read as it comes, up to a limit, and never held whole: it is told from
 * another by a digest, which is known once it has been read.
 *
 * @throws Problem `BODY_TOO_LARGE` into whoever reads the body past the limit.
 */
export const idempotentStream = (maxBytes: number) =>
  honoured(async (c, next, key) => {
    const claim = claimOf(c, key);
    const earlier = await claimKey(c.var.deps, claim, abandonedStreamMs);
    if (earlier?.status === null) throw inProgress();
    const digest = digestBody(c, maxBytes);
    if (earlier) {
      await c.req.raw.body?.pipeTo(new WritableStream());
      return replay(c, earlier, { ...claim, request: requestOf(c, digest()) });
    }
    await next();
    await settle(c, { ...claim, request: requestOf(c, digest()) });
    return undefined;
  });

type Handler = (c: FeatureContext<IdempotencyDeps>, next: Next, key: string) => Promise<Response | undefined>;

function honoured(handle: Handler): MiddlewareHandler<FeatureEnv<IdempotencyDeps>> {
  return documented(
    async (c: FeatureContext<IdempotencyDeps>, next: Next) => {
      const key = c.req.header("idempotency-key");
      if (key === undefined) return next();
      if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
        throw new Problem("VALIDATION_FAILED", undefined, {
          errors: [{ path: "Idempotency-Key", message: "must be 1 to 255 printable characters" }],
        });
      }
      return handle(c, next, key);
    },
    { idempotent: true, problems: ["IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"] },
  );
}

/** Has the request's body pass by a digest on its way. @returns what gives the digest of all that has passed. */
function digestBody(c: FeatureContext<IdempotencyDeps>, maxBytes: number): () => string {
  const hash = createHash("sha256");
  let size = 0;
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem("BODY_TOO_LARGE");
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  const { body } = c.req.raw;
  if (body) c.req.raw = new Request(c.req.raw, { method: c.req.method, body: body.pipeThrough(passing) });
  return () => hash.digest("base64url");
}

/** Of a body that is still to be read, the claim holds what is known before. */
function claimOf(c: FeatureContext<IdempotencyDeps>, key: string): Claim {
  const owner = c.var.actorId ?? clientAddress(c);
  return { owner, key, request: requestOf(c, ""), createdAt: c.var.deps.now() };
}

function requestOf(c: FeatureContext<IdempotencyDeps>, body: string): string {
  return [c.req.method, c.req.path, body].join("\n");
}

/** Takes the key, or gives the row of who took it before. The insert decides between concurrent twins. */
async function claimKey(deps: IdempotencyDeps, claim: Claim, goneAfterMs: number) {
  const mine = and(eq(idempotentRequests.owner, claim.owner), eq(idempotentRequests.key, claim.key));
  await deps.db.batch([
    deps.db.delete(idempotentRequests).where(and(mine, lt(idempotentRequests.createdAt, claim.createdAt - keptMs))),
    deps.db
      .delete(idempotentRequests)
      .where(
        and(mine, isNull(idempotentRequests.status), lt(idempotentRequests.createdAt, claim.createdAt - goneAfterMs)),
      ),
  ]);
  const { request, ...row } = claim;
  const fingerprint = deps.keyring.mac(fingerprintPurpose, request);
  const taken = await deps.db
    .insert(idempotentRequests)
    .values({ ...row, fingerprint })
    .onConflictDoNothing()
    .returning();
  if (taken.length > 0) return undefined;
  return deps.db.select().from(idempotentRequests).where(mine).get();
}

function replay(
  c: FeatureContext<IdempotencyDeps>,
  earlier: typeof idempotentRequests.$inferSelect,
  claim: Claim,
): Response {
  const isSame = c.var.deps.keyring.macMatches(fingerprintPurpose, claim.request, earlier.fingerprint);
  if (!isSame) throw new Problem("IDEMPOTENCY_KEY_REUSED");
  if (earlier.status === null) throw inProgress();
  const body = earlier.sealedBody === null ? null : c.var.deps.keyring.open(purposeOf(claim), earlier.sealedBody);
  // The status was one that Hono had answered with.
  return c.newResponse(body, earlier.status as StatusCode, { ...earlier.headers, "idempotent-replayed": "true" });
}

function inProgress(): Problem {
  return new Problem("IDEMPOTENCY_IN_PROGRESS", undefined, { headers: { "retry-after": "1" } });
}

/** Keeps the answer, unless the request did not get as far as being acted on: then the key is free again. */
async function settle(c: FeatureContext<IdempotencyDeps>, claim: Claim): Promise<void> {
  const { deps } = c.var;
  const mine = and(
    eq(idempotentRequests.owner, claim.owner),
    eq(idempotentRequests.key, claim.key),
    eq(idempotentRequests.createdAt, claim.createdAt),
  );
  const { status } = c.res;
  if (status >= 500 || unbegun.has(status)) {
    await deps.db.delete(idempotentRequests).where(mine);
    return;
  }
  const body = await c.res.clone().text();
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => [[name, c.res.headers.get(name)]]).filter(([, value]) => value),
  );
  await deps.db
    .update(idempotentRequests)
    .set({
      status,
      headers,
      fingerprint: deps.keyring.mac(fingerprintPurpose, claim.request),
      sealedBody: body === "" ? null : deps.keyring.seal(purposeOf(claim), body),
    })
    .where(mine);
}

function purposeOf(claim: Claim): string {
  return `idempotency:${claim.owner}:${claim.key}`;
}

/** Removes what is past its time, so many rows at once. */
export async function pruneIdempotentRequests(deps: DatabaseDeps & { now(): number }): Promise<void> {
  await deps.db.delete(idempotentRequests).where(lt(idempotentRequests.createdAt, deps.now() - keptMs));
}
