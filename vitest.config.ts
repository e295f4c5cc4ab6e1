import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { patienceMs } from "./test/support/patience.ts";

// The ASSETS binding wants a folder, whether or not the console has been built.
if (!existsSync("dist/console/index.html")) {
  mkdirSync("dist/console", { recursive: true });
  writeFileSync("dist/console/index.html", "<!doctype html><title>Atrium</title>\n");
}

/** Through the front door of the Worker, in workerd, with real bindings. */
const worker = {
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: {
          ENVIRONMENT: "development",
          PUBLIC_URL: "http://localhost:8787",
          ADMIN_EMAIL: "admin@example.com",
          SECRET_KEYS: "dev-test:ZGV2ZWxvcG1lbnQta2V5LWZvci10ZXN0cy0wMTIzNDU",
          // So few that relays are met in tests.
          ROOM_SOCKETS: "20",
          // So often that nobody waits for what was counted.
          METRICS_SECONDS: "1",
          METRICS_TOKEN: "a-token-for-tests-alone",
          TEST_MIGRATIONS: await readD1Migrations("migrations"),
        },
      },
    })),
  ],
  test: {
    name: "worker",
    include: [
      "test/features/**/*.test.ts",
      "test/platform/**/*.test.ts",
      "test/security/**/*.test.ts",
      "test/app.test.ts",
      "test/jobs.test.ts",
    ],
    globalSetup: [
      "test/support/smtp-server.ts",
      "test/support/breach-server.ts",
      "test/support/identity-servers.ts",
      "test/support/ai-server.ts",
      "test/support/delivery-server.ts",
    ],
    setupFiles: ["test/support/migrate.ts"],
    // Most of the time a test waits for passwords to be hashed, each file in a runtime of its own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: patienceMs } },
    sequence: { groupOrder: 0 },
  },
};

/** On Node: what starts servers, browsers and commands. One file at a time, because each of them wants the machine. */
const node = {
  test: {
    name: "node",
    include: ["test/{scripts,console,client,system}/**/*.test.ts", "test/architecture.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    expect: { poll: { timeout: patienceMs } },
    sequence: { groupOrder: 1 },
  },
};

export default defineConfig({ test: { projects: [worker, node], silent: "passed-only" } });
