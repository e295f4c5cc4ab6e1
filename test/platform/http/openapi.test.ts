import { describe, test } from "vitest";
import { app } from "../../../src/app.ts";
import { call } from "../../support/http.ts";

type Operation = {
  operationId: string;
  summary?: string;
  security?: unknown;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: object;
  responses: Record<string, { description: string }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

const readDocument = async () => (await call("GET", "/openapi.json")).json<Document>();
const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

describe("the API document", () => {
  test("names every route of the app, with what it takes, gives and refuses", async ({ expect }) => {
    const { openapi, paths } = await readDocument();
    const routes = app.routes.filter(({ method, path }) => methods.has(method) && path.startsWith("/api/v1/"));

    const undocumented = routes.filter(({ method, path }) => {
      const operation = paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
      return !operation?.summary || Object.keys(operation.responses).every((status) => status >= "400");
    });

    expect(openapi).toBe("3.1.0");
    expect(routes.length).toBeGreaterThan(20);
    expect(undocumented.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    for (const path of ["/health", "/health/live", "/health/ready", "/.well-known/jwks.json"]) {
      expect(paths[path]?.["get"]?.summary).toEqual(expect.any(String));
    }
  });

  test("says of each operation what is true of it", async ({ expect }) => {
    const { paths } = await readDocument();

    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { security, responses }] of Object.entries(operations)) {
        if (path.endsWith("/live")) continue;
        const response = await call(method.toUpperCase(), path.replace("{id}", "x"), { from: "192.0.2.1" });
        // The one asks for a cookie, the other for a token of its own.
        const isOpen = response.status !== 401 || ["/api/v1/auth/refresh", "/metrics"].includes(path);
        expect([method, path, isOpen]).toEqual([method, path, security === undefined]);
        expect(Object.keys(responses)).toContain(String(response.status));
      }
    }
  });

  test("says who may call an operation, to programs and to people", async ({ expect }) => {
    const { paths } = await readDocument();

    expect(paths["/api/v1/conversations"]?.["get"]).toMatchObject({ "x-scope": "chat.read" });
    expect(paths["/api/v1/sessions"]?.["get"]).toMatchObject({ "x-scope": null });
    expect(paths["/api/v1/me/api-keys"]?.["post"]).toMatchObject({ "x-step-up": true });
    expect(paths["/api/v1/admin/users/{id}/roles/{role}"]?.["put"]).toMatchObject({
      "x-permissions": ["role.manage"],
      "x-step-up": true,
      description: expect.stringContaining("role.manage"),
    });
    expect(paths["/api/v1/auth/login"]?.["post"]).not.toHaveProperty("description");
  });

  test("says which bytes an operation takes and gives, where they are no JSON", async ({ expect }) => {
    const { paths } = await readDocument();

    const [upload, download] = [paths["/api/v1/attachments"]?.["post"], paths["/api/v1/attachments/{id}"]?.["get"]];

    expect(upload?.requestBody).toMatchObject({ required: true, content: { "image/*": {}, "text/plain": {} } });
    expect(upload?.requestBody).not.toHaveProperty(["content", "application/json"]);
    expect(Object.keys(upload?.responses ?? {})).toEqual(expect.arrayContaining(["201", "400", "413", "415", "429"]));
    expect(download?.responses["206"]).toMatchObject({ content: { "video/*": {} } });
    expect(download?.responses["416"]).toMatchObject({ description: "RANGE_NOT_SATISFIABLE" });
  });

  test("has no two operations of one name, and every reference leads somewhere", async ({ expect }) => {
    const document = await readDocument();

    const ids = Object.values(document.paths).flatMap((one) =>
      Object.values(one).map(({ operationId }) => operationId),
    );
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);

    expect(new Set(ids).size).toBe(ids.length);
    for (const [, name = ""] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  test("defines what its components are, none by itself", async ({ expect }) => {
    const { components } = await readDocument();

    const empty = Object.entries(components.schemas).filter(([, schema]) => !("type" in schema || "anyOf" in schema));

    expect(Object.keys(components.schemas).length).toBeGreaterThan(10);
    expect(empty).toEqual([]);
  });

  test("names the parameters of a path, and the key of what creates something", async ({ expect }) => {
    const { paths } = await readDocument();

    for (const [path, operations] of Object.entries(paths)) {
      for (const { parameters } of Object.values(operations)) {
        const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
        expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      }
    }
    const create = paths["/api/v1/conversations"]?.["post"]?.parameters ?? [];
    expect(create).toContainEqual(expect.objectContaining({ name: "Idempotency-Key", in: "header" }));
  });

  test("holds no secret and no word of the inside", async ({ expect }) => {
    const text = await (await call("GET", "/openapi.json")).text();

    expect(text).not.toMatch(/password_hash|passwordHash|sealed|SECRET_KEYS|dev-test/);
  });
});
