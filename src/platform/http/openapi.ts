import type { Hono } from "hono";
import { z } from "zod";
import { ProblemDetails, problemStatus, type ProblemCode } from "./contract.ts";
import { type Bytes, docOf, type HandlerDoc } from "./endpoint.ts";

type Json = Record<string, unknown>;

/**
 * The API document (OpenAPI 3.1), read off the handlers' own specifications: what validates requests is
 * what the document says, so they cannot differ.
 */
export function describeApi(
  app: Pick<Hono, "routes">,
  info: { title: string; version: string; description: string },
  server: string,
): Json {
  const components: Json = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const [key, docs] of docsByRoute(app)) {
    const [method = "", path = ""] = key.split(" ");
    const operations = (paths[path.replace(/:(\w+)/g, "{$1}")] ??= {});
    operations[method.toLowerCase()] = describeOperation(method, path, mergeDocs(docs), components);
  }
  return {
    openapi: "3.1.0",
    info,
    servers: [{ url: server }],
    paths,
    components: {
      schemas: { ...components, Problem: toJsonSchema(ProblemDetails, "output", components) },
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

/** The documented handlers of each route, in the order in which a request meets them. */
function docsByRoute(app: Pick<Hono, "routes">): Map<string, HandlerDoc[]> {
  const routes = new Map<string, HandlerDoc[]>();
  for (const { method, path, handler } of app.routes) {
    const doc = docOf(handler);
    if (!doc || method === "ALL") continue;
    const key = `${method} ${path}`;
    routes.set(key, [...(routes.get(key) ?? []), doc]);
  }
  return routes;
}

function mergeDocs(docs: HandlerDoc[]): HandlerDoc {
  const problems = [...new Set(docs.flatMap((doc) => doc.problems ?? []))];
  return Object.assign({}, ...docs, { problems });
}

function describeOperation(method: string, path: string, doc: HandlerDoc, components: Json): Json {
  return {
    operationId: operationIdOf(method, path),
    summary: doc.summary,
    tags: [tagOf(path)],
    ...(doc.signedIn && { security: [{ bearer: [] }], ...describeAccess(doc) }),
    parameters: parametersOf(doc, components),
    ...describeBody(doc, components),
    responses: { ...successes(doc, components), ...failures(doc) },
  };
}

function describeBody({ body, rawBody }: HandlerDoc, components: Json): Json {
  if (rawBody) return { requestBody: { required: true, content: contentOf(rawBody, "input", components) } };
  return body ? { requestBody: { required: true, content: contentOf(body, "input", components) } } : {};
}

/** Bytes have no schema (OpenAPI 3.1 §4.8.14.4). */
function contentOf(described: z.ZodType | Bytes, io: "input" | "output", components: Json): Json {
  if ("mediaTypes" in described) return Object.fromEntries(described.mediaTypes.map((type) => [type, {}]));
  return { "application/json": { schema: toJsonSchema(described, io, components) } };
}

/** Who may call it: in words for people, and as `x-` fields for programs. An `x-scope` of null takes no API key, of a list takes one that holds any of it. */
function describeAccess({ scope, permissions, stepUp }: HandlerDoc): Json {
  const words = [
    scope === null && "An API key cannot call this.",
    scope && `An API key needs the permission ${[scope].flat().join(" or ")}.`,
    permissions && `Needs the permission ${permissions.join(", ")}.`,
    stepUp && "Needs proof of who is asking within the last five minutes (POST /auth/step-up).",
  ];
  return {
    description: words.filter(Boolean).join(" "),
    ...(scope !== undefined && { "x-scope": scope }),
    ...(permissions && { "x-permissions": permissions }),
    ...(stepUp && { "x-step-up": true }),
  };
}

function operationIdOf(method: string, path: string): string {
  const words = path
    .replace("/api/v1", "")
    .split(/[/.:-]+/)
    .filter(Boolean);
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

function tagOf(path: string): string {
  return path.replace("/api/v1", "").split("/")[1] ?? "root";
}

function parametersOf(doc: HandlerDoc, components: Json): Json[] {
  const idempotencyKey = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    schema: { type: "string", maxLength: 255 },
  };
  return [
    ...propertiesAs("path", doc.params, components),
    ...propertiesAs("query", doc.query, components),
    ...(doc.idempotent ? [idempotencyKey] : []),
  ];
}

function propertiesAs(place: "path" | "query", schema: z.ZodType | undefined, components: Json): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, "input", components) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function successes(doc: HandlerDoc, components: Json): Json {
  return Object.fromEntries(
    Object.entries(doc.responses ?? {}).map(([status, schema]) => [
      status,
      {
        description: doc.summary ?? "Done",
        ...(schema && { content: contentOf(schema, "output", components) }),
      },
    ]),
  );
}

/** Problems of one status share an entry, which names their codes. */
function failures(doc: HandlerDoc): Json {
  const implied: ProblemCode[] = [
    ...(doc.body ? (["MALFORMED_JSON"] as const) : []),
    ...(doc.body || doc.rawBody ? (["UNSUPPORTED_MEDIA_TYPE", "BODY_TOO_LARGE"] as const) : []),
    ...(doc.params ? (["NOT_FOUND"] as const) : []),
    "VALIDATION_FAILED",
    "INTERNAL",
    "UNAVAILABLE",
  ];
  const codes = [...new Set([...(doc.problems ?? []), ...implied])];
  const byStatus = Map.groupBy(codes, (code) => problemStatus[code]);
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [status, { description: group.join(", "), content }]),
  );
}

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. Schemas with an id go into the components, once. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const suffix = io === "input" ? "Input" : "";
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json & { $defs?: Json };
  const moved = (value: Json): Json =>
    JSON.parse(JSON.stringify(value).replaceAll(/"#\/\$defs\/([^"]+)"/g, `"#/components/schemas/$1${suffix}"`));
  for (const [name, definition] of Object.entries($defs)) components[`${name}${suffix}`] = moved(definition as Json);
  const id = schema.meta()?.["id"];
  // Zod refers to a schema with an id even at the top; its definition is among the components by now.
  if (typeof id !== "string" || "$ref" in rest) return moved(rest);
  components[`${id}${suffix}`] = moved(rest);
  return { $ref: `#/components/schemas/${id}${suffix}` };
}
