import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Deps } from "./deps.ts";
import { emailPreviewRoutes } from "./dev-emails.ts";
import { ConversationId } from "./features/chat/contract.ts";
import { Email, UserId } from "./features/users/contract.ts";
import { KeptMessage } from "./platform/delivery/contract.ts";
import { listOutbox } from "./platform/delivery/outbox.ts";
import { PhoneNumber } from "./platform/delivery/phone-number.ts";
import { endpoint } from "./platform/http/endpoint.ts";
import { Problem } from "./platform/http/problem.ts";
import type { FeatureEnv } from "./platform/http/request.ts";
import { followUp } from "./reactions.ts";
import { demoLogins, seedDemoPeople } from "./seed/demo.ts";
import { LoadStep, loadStep } from "./seed/load.ts";
import { seedWorld } from "./seed/world.ts";

/** An object that is to die as by a fault of the runtime: what it has stored stays, what it remembers does not. */
const NamedObject = z.discriminatedUnion("object", [
  z.strictObject({ object: z.literal("room"), id: ConversationId }),
  z.strictObject({ object: z.literal("relay"), id: ConversationId, shard: z.int().min(0).max(19) }),
  z.strictObject({ object: z.literal("hub"), id: UserId }),
]);

/** These doors exist in development alone; in production there is nothing behind them. */
const developmentOnly: MiddlewareHandler<FeatureEnv<Deps>> = async (c, next) => {
  if (c.var.deps.config.ENVIRONMENT === "production") throw new Problem("NOT_FOUND");
  await next();
};

export const devRoutes = new Hono<FeatureEnv<Deps>>()
  .route("/", emailPreviewRoutes)
  .get(
    "/dev/outbox",
    developmentOnly,
    endpoint({
      summary: "What the service would have sent, newest first",
      query: z.strictObject({ to: z.union([Email, PhoneNumber, z.url()]).optional() }),
      responses: { 200: z.object({ items: z.array(KeptMessage) }) },
    }),
    async (c) => c.json({ items: await listOutbox(c.var.deps, c.req.valid("query").to) }),
  )
  // No part of the API document, from which other tests take what they call.
  .post("/dev/objects/abort", developmentOnly, async (c) => {
    const named = NamedObject.safeParse(await c.req.json().catch(() => null));
    if (!named.success) throw new Problem("VALIDATION_FAILED");
    await c.var.deps.abortObject(named.data);
    return c.body(null, 204);
  })
  .post("/dev/seed", developmentOnly, async (c) => {
    await seedDemoPeople(c.var.deps);
    return c.json({ users: demoLogins });
  })
  .post("/dev/seed/world", developmentOnly, async (c) => {
    const isNew = await seedWorld(c.var.deps, await seedDemoPeople(c.var.deps));
    // It is there when all that follows has happened, too.
    await followUp(c.var.deps);
    return c.json({ isNew });
  })
  .post("/dev/seed/load", developmentOnly, async (c) => {
    const step = LoadStep.safeParse(await c.req.json().catch(() => null));
    if (!step.success) throw new Problem("VALIDATION_FAILED");
    return c.json({ made: await loadStep(c.var.deps, step.data) });
  });
