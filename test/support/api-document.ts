import * as fc from "fast-check";
import { call } from "./http.ts";

/** As much of JSON Schema as our document uses. */
export type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  pattern?: string;
  format?: string;
  minItems?: number;
  minLength?: number;
  maxLength?: number;
  maximum?: number;
};

export type Operation = {
  security?: unknown[];
  /** What an API key must hold, or one of several; null where none will do. */
  "x-scope"?: string | string[] | null;
  "x-permissions"?: string[];
  "x-step-up"?: boolean;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, unknown>;
};

export type Route = { method: string; path: string; operation: Operation };

export type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

export async function readDocument(): Promise<ApiDocument> {
  return (await call("GET", "/openapi.json")).json<ApiDocument>();
}

/** Every operation of the document: `POST`, `/api/v1/conversations/{id}/messages` and what is said of it. */
export function routesOf(document: ApiDocument): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** A path whose parameters are filled in: by name where a value is given, and otherwise by what fits. */
export function pathOf(document: ApiDocument, { path, operation }: Route, values: Record<string, string> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = operation.parameters.find((one) => one.in === "path" && one.name === name)?.schema ?? {};
    return encodeURIComponent(values[name] ?? String(exampleOf(document, schema)));
  });
}

export function bodySchemaOf({ operation }: Route): Schema | undefined {
  return operation.requestBody?.content["application/json"]?.schema;
}

/** Whether a route takes bytes as they are, and no JSON. */
export function takesBytes(route: Route): boolean {
  return route.operation.requestBody !== undefined && !bodySchemaOf(route);
}

/** One value that fits a schema; the same seed gives the same value. */
export function exampleOf(document: ApiDocument, schema: Schema, seed = 1): unknown {
  return fc.sample(fitting(document, schema), { seed, numRuns: 1 })[0];
}

/** Values that fit a schema, as far as the schema says. */
export function fitting(document: ApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  const within = (inner: Schema) => fitting(document, inner);
  if (schema.$ref) return within(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map((option) => within(narrowed(schema, option))));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === "object") return fittingObject(schema, within);
  if (schema.type === "array") {
    const minLength = schema.minItems ?? 0;
    return fc.array(within(schema.items ?? {}), { minLength, maxLength: Math.max(3, minLength) });
  }
  if (schema.type === "integer" || schema.type === "number")
    return fc.integer({ min: 0, max: schema.maximum ?? 1_000 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "string") return fittingString(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

/** What an alternative says on top of what holds for all of them. */
function narrowed({ anyOf: _, oneOf: __, ...common }: Schema, option: Schema): Schema {
  if (common.properties === undefined) return option;
  const properties = { ...common.properties };
  for (const [name, schema] of Object.entries(option.properties ?? {}))
    properties[name] = { ...properties[name], ...schema };
  return { ...common, properties, required: [...(common.required ?? []), ...(option.required ?? [])] };
}

function fittingObject(
  { properties = {}, required = [] }: Schema,
  within: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, within(schema)]));
  return fc.record(fields, { requiredKeys: required });
}

function fittingString({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === "email") return fc.nat(1e6).map((n) => `fuzz${n}@example.com`);
  if (pattern?.startsWith("^[a-z0-9_]")) return fc.nat(1e6).map((n) => `fuzz_${n}`);
  if (pattern && !/\\p\{/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  // Names of one line: visible ASCII fits them all.
  if (pattern) return fc.string({ minLength, maxLength: Math.min(maxLength, 60) }).map((text) => `x${text.trim()}`);
  return fc.string({ minLength, maxLength: Math.min(maxLength, 60) });
}

/** Where an answer holds more than the document says. */
export function unknownKeysIn(document: ApiDocument, { operation }: Route, status: number, answer: unknown): string[] {
  const response = operation.responses[status] as { content?: Record<string, { schema: Schema }> } | undefined;
  return unknownKeys(document, response?.content?.["application/json"]?.schema ?? {}, answer, "answer");
}

function unknownKeys(document: ApiDocument, schema: Schema, value: unknown, place: string): string[] {
  if (schema.$ref) {
    const named = document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {};
    return unknownKeys(document, named, value, place);
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    const faults = options.map((one) => unknownKeys(document, one, value, place));
    return faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((one, at) => unknownKeys(document, schema.items ?? {}, one, `${place}.${at}`));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const property = schema.properties?.[key];
    if (property) return unknownKeys(document, property, inner, `${place}.${key}`);
    return typeof schema.additionalProperties === "object" ? [] : [`${place}.${key}`];
  });
}
