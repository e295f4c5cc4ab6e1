import { Hono } from "hono";
import { endpoint } from "../../platform/http/endpoint.ts";
import { describeApi } from "../../platform/http/openapi.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { Alive, DetailedHealth, Health } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { readReadiness } from "./health.ts";
import { readDetailedHealth } from "./provider-health.ts";
import { referenceStyles, renderReference } from "./reference.ts";

const alive = { status: "ok" } as const;

export const healthRoutes = new Hono<FeatureEnv<OperationsDeps>>()
  .get("/health", endpoint({ summary: "Whether the Worker answers", responses: { 200: Alive } }), (c) => c.json(alive))
  .get("/health/live", endpoint({ summary: "Whether the Worker answers", responses: { 200: Alive } }), (c) =>
    c.json(alive),
  )
  .get(
    "/health/ready",
    endpoint({ summary: "Whether database, objects and queues work", responses: { 200: Health, 503: Health } }),
    async (c) => {
      const health = await readReadiness(c.var.deps);
      return c.json(health, health.status === "ok" ? 200 : 503);
    },
  )
  .get(
    "/health/detailed",
    requirePermissions("health.view"),
    endpoint({
      summary: "The same, and how the cache and each provider of mails, messages and pushes fare",
      responses: { 200: DetailedHealth },
    }),
    async (c) => c.json(await readDetailedHealth(c.var.deps)),
  );

const info = {
  title: "Atrium",
  version: "1",
  description: "Accounts, sessions, notifications and conversations, live. Times are ISO 8601 in UTC; ids are TypeIDs.",
};

/** The API document of an app, and a page that shows it without scripts or network. */
export function documentationRoutes(app: Pick<Hono, "routes">) {
  const documents = new Map<string, ReturnType<typeof describeApi>>();
  // Made once for each configuration: it is the same every time, and anybody may ask.
  const documentFor = ({ PUBLIC_URL, ENVIRONMENT }: OperationsDeps["config"]) => {
    const key = `${ENVIRONMENT} ${PUBLIC_URL}`;
    const routes = app.routes.filter(({ path }) => ENVIRONMENT !== "production" || !path.startsWith("/dev/"));
    const document = documents.get(key) ?? describeApi({ routes }, info, PUBLIC_URL);
    documents.set(key, document);
    return document;
  };
  return new Hono<FeatureEnv<OperationsDeps>>()
    .get("/openapi.json", (c) => c.json(documentFor(c.var.deps.config)))
    .get("/docs", (c) => c.html(renderReference(documentFor(c.var.deps.config))))
    .get("/docs/reference.css", (c) => c.body(referenceStyles, 200, { "content-type": "text/css; charset=utf-8" }));
}
