import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, globSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generate } from "otplib";
import { afterEach, test } from "vitest";
import { cleanEnvironment, type Server, startServer } from "../support/server.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const login = { email: "ada@example.com", password: "atrium demo passphrase", tokenTransport: "body" };

async function start(stateDir?: string): Promise<Server> {
  const server = await startServer(stateDir === undefined ? {} : { stateDir });
  servers.push(server);
  return server;
}

async function rotate(env: Record<string, string>, ...args: string[]): Promise<{ exitCode: number; output: string }> {
  const command = spawn(process.execPath, ["scripts/run.mjs", "scripts/rotate-keys.ts", ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [command.stdout, command.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [exitCode] = await once(command, "close");
  return { exitCode, output };
}

type Answer = {
  status: number;
  accessToken?: string;
  refreshToken?: string;
  challengeToken?: string;
  secret?: string;
  backupCodes?: string[];
};

async function post({ url }: Server, path: string, json: object, token?: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(json),
  });
  // Each call names what it is answered.
  const body = (await response.json()) as Omit<Answer, "status">;
  return { ...body, status: response.status };
}

/** What the database of a stopped server says in the first column of a query. */
function stored({ stateDir }: Server, sql: string): unknown[] {
  for (const file of globSync(join(stateDir, "**", "*.sqlite"))) {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row)[0]);
    } catch {
      // A Durable Object's, or the runtime's own.
    } finally {
      database.close();
    }
  }
  throw new Error("no database has such a table");
}

/** A code of an authenticator app, of a step that has not been used. */
const codeOf = (secret: string, stepsAhead: number) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * stepsAhead });

test("after a rotation old values still verify, and new ones are made with the new key", async ({ expect }) => {
  const before = await start();
  const { accessToken = "", refreshToken } = await post(before, "/auth/login", login);
  const { secret = "" } = await post(before, "/2fa/setup", {}, accessToken);
  const { backupCodes } = await post(before, "/2fa/verify", { code: await codeOf(secret, 0) }, accessToken);
  await before.stop();
  const file = join(before.stateDir, "secrets.env");
  const oldKey = /dev-1:[\w-]+/.exec(readFileSync(file, "utf8"))?.[0];

  const rotation = await rotate({ STATE_DIR: before.stateDir });
  const after = await start(before.stateDir);
  const refreshed = await post(after, "/auth/refresh", { refreshToken });
  const first = await post(after, "/auth/login", login);
  const byApp = await post(after, "/auth/mfa/verify", {
    challengeToken: first.challengeToken,
    method: "totp",
    code: await codeOf(secret, 1),
    tokenTransport: "body",
  });
  const second = await post(after, "/auth/login", login);
  const byBackupCode = await post(after, "/2fa/backup-code", {
    challengeToken: second.challengeToken,
    code: backupCodes?.[0],
  });
  await after.stop();

  expect(rotation).toMatchObject({ exitCode: 0, output: expect.stringContaining("dev-2") });
  expect(rotation.output).not.toContain(oldKey?.slice(6));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^SECRET_KEYS=dev-2:[\\w-]{43},${oldKey}$`, "m"));
  expect([refreshed.status, first.status, byApp.status, byBackupCode.status]).toEqual([200, 200, 200, 200]);
  expect(byApp.refreshToken).toContain(".dev-2.");
  expect(stored(after, "SELECT password_hash FROM users WHERE username = 'ada'")[0]).toContain("keyid=dev-2$");
  expect(stored(after, "SELECT password_hash FROM users WHERE username = 'grace'")[0]).toContain("keyid=dev-1$");
  expect(stored(after, "SELECT mac FROM audit_entries ORDER BY id DESC LIMIT 1")[0]).toMatch(/^dev-2\./);
});

test("keys that come from elsewhere are not rotated here", async ({ expect }) => {
  const { exitCode, output } = await rotate({ SECRET_KEYS: "k1:somewhere-else" });

  expect(exitCode).toBe(1);
  expect(output).toContain("comes from the environment");
});

/** Stands for wrangler: keeps a Worker's secrets in a file, and notes what became of them. */
const fakeWrangler = `#!/usr/bin/env node
const fs = require("node:fs");
const [, action, name] = process.argv.slice(2);
const file = process.env.FAKE_ACCOUNT;
const state = JSON.parse(fs.readFileSync(file, "utf8"));
if (action === "list") console.log(JSON.stringify(Object.keys(state.secrets).map((name) => ({ name }))));
if (action === "put") state.secrets[name] = fs.readFileSync(0, "utf8");
if (action === "delete") delete state.secrets[name];
if (action !== "list") state.calls.push(process.argv.slice(2).join(" "));
fs.writeFileSync(file, JSON.stringify(state));
`;

async function rotateDeployed(secrets: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "atrium-account-"));
  const [account, wrangler] = [join(folder, "account.json"), join(folder, "wrangler")];
  writeFileSync(account, JSON.stringify({ secrets, calls: [] }));
  writeFileSync(wrangler, fakeWrangler);
  chmodSync(wrangler, 0o755);
  const path = [folder, process.env["PATH"]].join(delimiter);
  const result = await rotate({ PATH: path, FAKE_ACCOUNT: account, ROTATION_SETTLE_SECONDS: "0" }, "--deployed");
  const state: { secrets: Record<string, string>; calls: string[] } = JSON.parse(readFileSync(account, "utf8"));
  return { ...result, ...state };
}

test("a deployed Worker knows the new key before it uses it, and its other keys stay unread", async ({ expect }) => {
  const { exitCode, output, secrets, calls } = await rotateDeployed({ SECRET_KEYS: "unread", SECRET_KEYS_2: "unread" });

  expect(exitCode).toBe(0);
  expect(calls).toEqual([
    "secret put SECRET_KEYS_NEXT --name atrium",
    "secret put SECRET_KEYS_3 --name atrium",
    "secret delete SECRET_KEYS_NEXT --name atrium",
  ]);
  expect(secrets).toEqual({
    SECRET_KEYS: "unread",
    SECRET_KEYS_2: "unread",
    SECRET_KEYS_3: expect.stringMatching(/^k3:[\w-]{43}$/),
  });
  expect(output).not.toContain(secrets["SECRET_KEYS_3"]?.slice(3));
});

test("a Worker that was never deployed has no keys to rotate", async ({ expect }) => {
  const { exitCode, output, calls } = await rotateDeployed({});

  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  expect(output).toContain("deploy it first");
});
