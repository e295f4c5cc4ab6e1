import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Deps } from "./deps.ts";
import { ConversationId } from "./features/chat/contract.ts";
import { openDirect, postMessage } from "./features/chat/index.ts";
import { createVerifiedUser } from "./features/users/index.ts";
import { Email, UserId } from "./features/users/contract.ts";
import { listOutbox } from "./platform/delivery/outbox.ts";
import { PhoneNumber } from "./platform/delivery/phone-number.ts";
import { endpoint } from "./platform/http/endpoint.ts";
import { Problem } from "./platform/http/problem.ts";
import type { FeatureEnv } from "./platform/http/request.ts";

const password = "atrium demo passphrase";

const people = [
  { email: "ada@example.com", username: "ada", displayName: "Ada Lovelace", role: null },
  { email: "grace@example.com", username: "grace", displayName: "Grace Hopper", role: null },
  { email: "admin@example.com", username: "admin", displayName: "Atrium Administrator", role: "admin" },
] as const;

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
  .get(
    "/dev/outbox",
    developmentOnly,
    endpoint({
      summary: "What the service would have sent, newest first",
      query: z.strictObject({ to: z.union([Email, PhoneNumber]).optional() }),
      responses: { 200: z.object({ items: z.array(z.unknown()) }) },
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
    await seed(c.var.deps);
    return c.json({ users: people.map(({ email, role }) => ({ email, password, role: role ?? "user" })) });
  });

/** Makes the demo people and their conversation, where they are not there yet. */
async function seed(deps: Deps): Promise<void> {
  const ids = new Map<string, string>();
  for (const person of people) {
    ids.set(person.username, await createVerifiedUser(deps, { ...person, password }));
  }
  const [ada = "", grace = ""] = [ids.get("ada"), ids.get("grace")];
  const { conversation } = await openDirect(deps, { userId: ada, otherId: grace });
  const say = (userId: string, clientId: string, content: string) =>
    postMessage(deps, { userId, conversationId: conversation.id }, { clientId, content });
  // The same clientId is the same message, so seeding again says nothing twice.
  await say(ada, "seed-1", "Hello Grace! This is Atrium.");
  await say(grace, "seed-2", "Hello Ada. What I type here appears with you at once?");
  await say(ada, "seed-3", "It does. Sign in as the other one of us in a second window and see.");
}
