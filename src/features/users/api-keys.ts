import { and, count, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { apiKeyPrefix, type ApiKeyGrant } from "../sessions/index.ts";
import { givenTo, requireGivable } from "./api-key-permissions.ts";
import type { ApiKey, CreateApiKey, NewApiKey } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { tellOwner } from "./notices.ts";
import { requireUser } from "./profile.ts";
import { apiKeys, users } from "./schema.ts";

const maxKeys = 50;
const prefixLength = 12;
const useStepMs = 60_000;
const secretShape = new RegExp(`^${apiKeyPrefix}[A-Za-z0-9_-]{43}$`);
/** A key without an end has one that no clock reaches. */
const never = Number.MAX_SAFE_INTEGER;

type KeyRow = typeof apiKeys.$inferSelect;

/**
 * Makes an API key. Its secret is in the answer and nowhere else: only a digest is stored.
 *
 * @throws Problem `VALIDATION_FAILED` for permissions that the user does not have and an end that is past,
 * `CONFLICT` for one key too many.
 */
export async function createApiKey(deps: UsersDeps, userId: string, input: CreateApiKey): Promise<NewApiKey> {
  const user = await requireUser(deps, userId);
  requireGivable(user.permissions, input.permissions);
  const secret = apiKeyPrefix + newSecret();
  const row: KeyRow = {
    id: newId("key"),
    userId,
    name: input.name,
    prefix: secret.slice(0, prefixLength),
    secretDigest: digest(secret),
    permissions: [...new Set(input.permissions)],
    createdAt: deps.now(),
    expiresAt: futureOf(deps, input.expiresAt),
    lastUsedAt: null,
  };
  await insertKey(deps, row);
  const { createdAt: _, lastUsedAt: __, ...key } = renderKey(row);
  return { ...key, secret };
}

/** A user's keys, newest first. */
export async function listApiKeys(
  deps: UsersDeps,
  userId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ApiKey>> {
  const before = decodeCursor(cursor, [""]);
  const rows = await deps.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.userId, userId), before && lt(apiKeys.id, before[0] ?? "")))
    .orderBy(desc(apiKeys.id))
    .limit(limit + 1);
  const { items, nextCursor } = toPage(rows, limit, ({ id }) => [id]);
  return { items: items.map(renderKey), nextCursor };
}

/** Removes a key: refused at once where it writes, within 5 s where it reads. @throws Problem `NOT_FOUND`. */
export async function deleteApiKey(deps: UsersDeps, userId: string, id: string): Promise<void> {
  const gone = await deps.db
    .delete(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.userId, userId)))
    .returning({ id: apiKeys.id });
  deps.rememberedApiKeys.forgetAll();
  if (gone.length === 0) throw new Problem("NOT_FOUND");
}

/**
 * What the key with this secret allows now, or nothing where there is no such key or it has ended. For a
 * read it may be as it was up to five seconds ago.
 */
export async function findApiKey(deps: UsersDeps, secret: string, isRead: boolean): Promise<ApiKeyGrant | undefined> {
  if (!secretShape.test(secret)) return undefined;
  const now = deps.now();
  const secretDigest = digest(secret);
  const known = isRead ? deps.rememberedApiKeys.recall(secretDigest, now) : undefined;
  if (known) return known;
  const isIt = and(eq(apiKeys.secretDigest, secretDigest), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));
  const row = await deps.db.select().from(apiKeys).where(isIt).get();
  if (!row) return undefined;
  const { permissions } = await requireUser(deps, row.userId);
  const given = givenTo(row.permissions, permissions);
  const grant: ApiKeyGrant = { id: row.id, userId: row.userId, ...given, expiresAt: row.expiresAt ?? never };
  deps.rememberedApiKeys.remember(secretDigest, grant, now);
  await noteUse(deps, row, now);
  return grant;
}

/** Once a minute is enough to show that a key is in use, and spares the write. */
async function noteUse(deps: UsersDeps, row: KeyRow, now: number): Promise<void> {
  if (row.lastUsedAt !== null && now - row.lastUsedAt < useStepMs) return;
  const isOlder = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, now));
  await deps.db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, row.id), isOlder));
}

async function insertKey(deps: UsersDeps, row: KeyRow): Promise<void> {
  const keys = deps.db.select({ keys: count() }).from(apiKeys).where(eq(apiKeys.userId, row.userId));
  try {
    await commit(deps, [
      // Changes nothing, and guards what follows: twenty at once make no more keys than there is room for.
      deps.db
        .update(users)
        .set({ updatedAt: sql`${users.updatedAt}` })
        .where(and(eq(users.id, row.userId), sql`${keys} < ${maxKeys}`)),
      requireChange(deps),
      deps.db.insert(apiKeys).values(row),
      tellOwner(deps, row.userId, "api_key_created", { name: row.name, prefix: row.prefix }),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed) throw new Problem("CONFLICT", `There are ${maxKeys} keys already; remove one.`);
    throw error;
  }
}

function futureOf(deps: UsersDeps, expiresAt: string | null | undefined): number | null {
  if (expiresAt == null) return null;
  const at = Date.parse(expiresAt);
  if (at > deps.now()) return at;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "expiresAt", message: "must be in the future" }],
  });
}

function renderKey({ id, name, prefix, permissions, createdAt, expiresAt, lastUsedAt }: KeyRow): ApiKey {
  return {
    id,
    name,
    prefix,
    permissions,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}
