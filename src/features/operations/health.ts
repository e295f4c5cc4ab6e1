import { eq } from "drizzle-orm";
import type { Check, Health } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { healthProbe } from "./schema.ts";

const deadlineMs = 3_000;

const rememberedMs = 2_000;

/** How it stood within the last two seconds, or stands now. */
export async function readReadiness(deps: OperationsDeps): Promise<Health> {
  const last = deps.lastReadiness;
  const ageMs = deps.now() - last.at;
  if (last.health && ageMs >= 0 && ageMs < rememberedMs) return last.health;
  const health = await checkReadiness(deps);
  Object.assign(last, { at: deps.now(), health });
  return health;
}

/** Whether what every request needs works right now: a D1 write and read, an object's answer, the queues. */
async function checkReadiness(deps: OperationsDeps): Promise<Health> {
  const [database, durableObjects, queues] = await Promise.all([
    timed(deps, "database", () => probeDatabase(deps)),
    timed(deps, "durableObjects", () => deps.pingObject()),
    timed(deps, "queues", async () => {
      const missing = Object.entries(deps.queues).filter(([, isBound]) => !isBound);
      if (missing.length > 0) throw new Error(`not bound: ${missing.map(([name]) => name).join(", ")}`);
    }),
  ]);
  const checks = { database, durableObjects, queues };
  const isReady = Object.values(checks).every(({ status }) => status === "ok");
  return { status: isReady ? "ok" : "failed", time: new Date(deps.now()).toISOString(), checks };
}

async function probeDatabase(deps: OperationsDeps): Promise<void> {
  const at = deps.now();
  await deps.db
    .insert(healthProbe)
    .values({ id: "probe", at })
    .onConflictDoUpdate({ target: healthProbe.id, set: { at } });
  const row = await deps.db.select().from(healthProbe).where(eq(healthProbe.id, "probe")).get();
  if (!row || row.at < at) throw new Error("what was written is not there");
}

/** A probe that hangs has failed: D1 is known to stall for half a minute before it resets. */
async function timed(deps: OperationsDeps, name: string, probe: () => Promise<void>): Promise<Check> {
  const startedAt = deps.now();
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(() => timer.reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  try {
    await Promise.race([probe(), timer.promise]);
    return { status: "ok", durationMs: deps.now() - startedAt };
  } catch (error) {
    deps.log.error("readiness check failed", error, { check: name });
    return { status: "failed", durationMs: deps.now() - startedAt };
  } finally {
    clearTimeout(timeout);
  }
}
