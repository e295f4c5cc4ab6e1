import { and, eq, isNull, lt } from "drizzle-orm";
import type { MiddlewareHandler } from "hono";
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
export const idempotent: MiddlewareHandler<FeatureEnv<IdempotencyDeps>> = documented(
  async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new Problem("VALIDATION_FAILED", undefined, {
        errors: [{ path: "Idempotency-Key", message: "must be 1 to 255 printable characters" }],
      });
    }
    const claim = await claimFor(c, key);
    const earlier = await claimKey(c.var.deps, claim);
    if (earlier) return replay(c, earlier, claim);
    await next();
    await settle(c, claim);
    return undefined;
  },
  { idempotent: true, problems: ["IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"] },
);

async function claimFor(c: FeatureContext<IdempotencyDeps>, key: string): Promise<Claim> {
  return {
    owner: c.var.actorId ?? clientAddress(c),
    key,
    request: [c.req.method, c.req.path, await c.req.text()].join("\n"),
    createdAt: c.var.deps.now(),
  };
}

/** Takes the key, or gives the row of who took it before. The insert decides between concurrent twins. */
async function claimKey(deps: IdempotencyDeps, claim: Claim) {
  const mine = and(eq(idempotentRequests.owner, claim.owner), eq(idempotentRequests.key, claim.key));
  await deps.db.batch([
    deps.db.delete(idempotentRequests).where(and(mine, lt(idempotentRequests.createdAt, claim.createdAt - keptMs))),
    deps.db
      .delete(idempotentRequests)
      .where(
        and(mine, isNull(idempotentRequests.status), lt(idempotentRequests.createdAt, claim.createdAt - abandonedMs)),
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
  if (earlier.status === null)
    throw new Problem("IDEMPOTENCY_IN_PROGRESS", undefined, { headers: { "retry-after": "1" } });
  const body = earlier.sealedBody === null ? null : c.var.deps.keyring.open(purposeOf(claim), earlier.sealedBody);
  // The status was one that Hono had answered with.
  return c.newResponse(body, earlier.status as StatusCode, { ...earlier.headers, "idempotent-replayed": "true" });
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
    .set({ status, headers, sealedBody: body === "" ? null : deps.keyring.seal(purposeOf(claim), body) })
    .where(mine);
}

function purposeOf(claim: Claim): string {
  return `idempotency:${claim.owner}:${claim.key}`;
}

/** Removes what is past its time, so many rows at once. */
export async function pruneIdempotentRequests(deps: DatabaseDeps & { now(): number }): Promise<void> {
  await deps.db.delete(idempotentRequests).where(lt(idempotentRequests.createdAt, deps.now() - keptMs));
}
