import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { python } from "../support/python.ts";
import { type Server, startServer } from "../support/server.ts";

let server: Server;

beforeAll(async () => {
  server = await startServer();
}, 120_000);

afterAll(() => server.stop());

/** What a service in another language does with a token: the key by its id from the published set, then the claims. */
const verify = `
import json, sys, jwt
url, token, audience = sys.argv[1:]
key = jwt.PyJWKClient(url + "/.well-known/jwks.json").get_signing_key_from_jwt(token).key
print(json.dumps(jwt.decode(token, key, algorithms=["EdDSA"], audience=audience, issuer=url)))
`;

const verifyElsewhere = (token: string) =>
  spawnSync(python(), ["-c", verify, server.url, token, "atrium"], { encoding: "utf8" });

async function signIn(): Promise<{ accessToken: string; user: { id: string }; session: { id: string } }> {
  const response = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ada@example.com", password: "atrium demo passphrase", tokenTransport: "body" }),
  });
  return response.json() as ReturnType<typeof signIn>;
}

describe("an access token, by a library that is not ours", () => {
  test("verifies with the published keys", async ({ expect }) => {
    const { accessToken, user, session } = await signIn();

    const { stdout, stderr } = verifyElsewhere(accessToken);

    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ iss: server.url, sub: user.id, sid: session.id, amr: ["pwd"] });
  });

  test("does not when a letter of it is changed", async ({ expect }) => {
    const { accessToken } = await signIn();
    const [head, body = "", signature] = accessToken.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, perms: ["ALL"] })).toString("base64url");

    const { status, stderr } = verifyElsewhere(`${head}.${forged}.${signature}`);

    expect(status).toBe(1);
    expect(stderr).toContain("InvalidSignatureError");
  });
});
