import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  cleanEnvironment,
  freePort,
  processesOf,
  type Server,
  type ServerOptions,
  startServer,
} from "../support/server.ts";

const servers: Server[] = [];

/** Starts a server that is ended after the test, whatever became of it. */
async function start(options?: ServerOptions): Promise<Server> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

/** How a start is refused. */
const refusal = (options: ServerOptions): Promise<string> =>
  startServer(options).then(
    async (server) => {
      await server.stop();
      return "it started";
    },
    (error: Error) => error.message,
  );

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

describe("npm start", () => {
  test("serves on every address of localhost and says what to open", async ({ expect }) => {
    const { port, url, output } = await start();

    const health = await fetch(`${url}/health`);
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`);
    const page = await fetch(`http://[::1]:${port}/any/page/of/the/console`).catch(() => undefined);

    expect([health.status, ready.status]).toEqual([200, 200]);
    // A machine without IPv6 has no [::1].
    if (page) expect(page.headers.get("content-type")).toContain("text/html");
    expect(output()).toContain(`Atrium is ready at ${url}`);
    for (const shown of ["/docs", "/outbox", "ada@example.com", "grace@example.com", "admin@example.com"]) {
      expect(output()).toContain(shown);
    }
  });

  test("compresses the console for who takes that, as Cloudflare does", async ({ expect }) => {
    const { url } = await start();

    const answers = await Promise.all(
      ["gzip, br", "identity"].map((accepted) => fetch(url, { headers: { "accept-encoding": accepted } })),
    );

    expect(answers.map(({ headers }) => headers.get("content-encoding"))).toEqual(["gzip", null]);
    for (const answer of answers) expect(await answer.text()).toContain("<title>Atrium");
  });

  test("keeps its data and its secrets over a restart", async ({ expect }) => {
    const first = await start();
    const secrets = join(first.stateDir, "secrets.env");
    const [before, mode] = [readFileSync(secrets, "utf8"), statSync(secrets).mode & 0o777];
    const { refreshToken } = await signIn(first);
    await first.kill("SIGKILL");

    const second = await start({ stateDir: first.stateDir });
    const refreshed = await post(second, "/api/v1/auth/refresh", { refreshToken });

    expect(mode).toBe(0o600);
    expect(readFileSync(secrets, "utf8")).toBe(before);
    expect(refreshed.status).toBe(200);
  });

  test("refuses a state directory that another Atrium uses", async ({ expect }) => {
    const { stateDir, url } = await start();

    const message = await refusal({ stateDir });

    expect(message).toContain("ended with 1");
    expect(message).toContain("Atrium is already running on");
    expect(message).toContain(url);
  });

  test("refuses a port that another program has", async ({ expect }) => {
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");

    const message = await refusal({ port });
    other.close();

    expect(message).toContain("ended with 1");
    expect(message).toContain(`Port ${port} is taken`);
    expect(message).toContain("PORT=");
  });

  test("runs in production with what production asks for, and seeds nothing", async ({ expect }) => {
    const server = await start({ env: productionEnv() });

    const outbox = await fetch(`${server.url}/dev/outbox`, { headers: { accept: "application/json" } });

    expect(server.output()).not.toContain("ada@example.com");
    expect(outbox.status).toBe(404);
  });
});

describe("a configuration that is wrong stops the start and says what is", () => {
  const weak = `k1:${"A".repeat(43)}`;
  const cases: [string, Record<string, string>, string][] = [
    ["a weak secret", { SECRET_KEYS: weak }, "SECRET_KEYS is too weak"],
    ["no secret in production", { ...productionEnv(), SECRET_KEYS: "" }, "SECRET_KEYS is missing"],
    [
      "a development key in production",
      { ...productionEnv(), SECRET_KEYS: newKey("dev-1") },
      "SECRET_KEYS holds a development key",
    ],
    ["plain http in production", { ...productionEnv(), PUBLIC_URL: "http://example.com" }, "PUBLIC_URL must be https"],
    ["a limit that is none", { LIMIT_LOGIN: "often" }, "LIMIT_LOGIN must be <count>/<seconds>"],
    ["a port that is none", { PORT: "http" }, "PORT=http is no port"],
  ];

  test.for(cases)("%s", ([, env, expected], { expect }) => {
    const stateDir = mkdtempSync(join(tmpdir(), "atrium-"));

    const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "scripts/start.ts"], {
      encoding: "utf8",
      env: { ...cleanEnvironment(), STATE_DIR: stateDir, ...env },
    });

    expect(status).toBe(1);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain("    at ");
    if (env["SECRET_KEYS"]) expect(stderr).not.toContain(env["SECRET_KEYS"].slice(-43));
  });
});

describe("no process is left behind", () => {
  test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)("after %s to run.mjs", async (signal, { expect }) => {
    const server = await start();

    process.kill(server.pid, signal);

    await eventually(() => expect(processesOf(server.pid)).toEqual([]));
  });

  test("after Ctrl-C, which reaches every process", async ({ expect }) => {
    const server = await start();

    await server.kill("SIGINT");

    expect(processesOf(server.pid)).toEqual([]);
    expect(server.output()).not.toContain("crash");
  });

  test.for(["run.mjs", "start.ts"])("after SIGKILL of %s alone", async (name, { expect }) => {
    const server = await start();
    const victim = processesOf(server.pid).findLast(({ command }) => command.includes(name));

    process.kill(victim?.pid ?? 0, "SIGKILL");

    await eventually(() => expect(processesOf(server.pid)).toEqual([]));
    await start({ stateDir: server.stateDir, port: server.port });
  });

  test.for(["SIGTERM", "SIGINT", "SIGKILL"] as const)("after %s to npm itself", async (signal, { expect }) => {
    const server = await start({ throughNpm: true });

    process.kill(server.pid, signal);

    await eventually(() => expect(processesOf(server.pid)).toEqual([]));
  });

  test("after SIGKILL of all of Node at once", async ({ expect }) => {
    const server = await start();

    for (const { pid, command } of processesOf(server.pid))
      if (!command.includes("workerd")) process.kill(pid, "SIGKILL");

    await eventually(() => expect(processesOf(server.pid)).toEqual([]));
  });

  test("and the runtime alone killed comes back with what it had stored", async ({ expect }) => {
    const server = await start();
    const { refreshToken } = await signIn(server);
    const runtime = processesOf(server.pid).find(({ command }) => command.includes("workerd serve"));

    process.kill(runtime?.pid ?? 0, "SIGKILL");

    const refresh = () => post(server, "/api/v1/auth/refresh", { refreshToken });
    await eventually(async () => expect((await refresh()).status).toBe(200));
    await eventually(() => expect(server.output()).toContain("The runtime died and was started again."));
  });
});

function post(server: Server, path: string, body: object): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function signIn(server: Server): Promise<{ refreshToken: string }> {
  const response = await post(server, "/api/v1/auth/login", {
    email: "ada@example.com",
    password: "atrium demo passphrase",
    tokenTransport: "body",
  });
  return response.json<{ refreshToken: string }>();
}

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString("base64url")}`;
}

function productionEnv(): Record<string, string> {
  return {
    ENVIRONMENT: "production",
    PUBLIC_URL: "https://atrium.example",
    SECRET_KEYS: newKey("k1"),
    EMAIL_PROVIDERS: "smtp",
    SMTP_URL: "smtp://localhost:1025?tls=none",
  };
}
