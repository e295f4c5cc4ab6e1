import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("the published API document", () => {
  test("is valid OpenAPI 3.1, says a validator that is not ours", async ({ expect }) => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Record<string, unknown>;
    const validator = new Validator();

    const result = await validator.validate(document);

    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  });
});
