import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";
import { cleanEnvironment } from "../support/server.ts";

const settings = {
  PUBLIC_URL: "https://atrium.example",
  ADMIN_EMAIL: "root@atrium.example",
  EMAIL_PROVIDERS: "smtp",
  EMAIL_FROM: "Atrium <no-reply@atrium.example>",
  SMTP_URL: "smtp://user:hush@mail.atrium.example:587",
};

/**
 * Stands for wrangler and the account behind it: answers from a state file what Cloudflare would, in the shapes
 * that wrangler prints, and notes each call with the names of the secrets that came with it.
 */
const fakeWrangler = `#!/usr/bin/env node
const fs = require("node:fs");
const args = process.argv.slice(2);
const file = process.env.FAKE_ACCOUNT;
const state = JSON.parse(fs.readFileSync(file, "utf8"));
const save = () => fs.writeFileSync(file, JSON.stringify(state));
const at = (flag) => args[args.indexOf(flag) + 1];
const absent = (what) => { save(); console.error("X [ERROR] " + what + " does not exist"); process.exit(1); };
const call = args.filter((arg) => !arg.startsWith("/")).join(" ");
state.calls.push(call);
if (state.refuses === true) { save(); console.error("X [ERROR] Authentication error [code: 10000]"); process.exit(1); }
const command = args.slice(0, 2).join(" ");
if (command === "d1 list") console.log(JSON.stringify(state.databases.map((name) => ({ uuid: "id-of-" + name, name }))));
if (command === "d1 create") state.databases.push(args[2]);
if (command === "queues info" && !state.queues.includes(args[2])) absent("Queue " + args[2]);
if (command === "queues create") state.queues.push(args[2]);
if (command === "r2 bucket" && args[2] === "info" && !state.buckets.includes(args[3])) absent("The specified bucket");
if (command === "r2 bucket" && args[2] === "create") state.buckets.push(args[3]);
if (command === "secret list") state.worker ? console.log(JSON.stringify(state.secrets.map((name) => ({ name })))) : absent("This Worker");
if (args[0] === "deploy") {
  const config = JSON.parse(fs.readFileSync(at("-c"), "utf8"));
  const secrets = JSON.parse(fs.readFileSync(at("--secrets-file"), "utf8"));
  state.worker = true;
  state.deployed = { databaseId: config.d1_databases[0].database_id, vars: config.vars, mode: fs.statSync(at("--secrets-file")).mode & 0o777 };
  state.newKeys = secrets.SECRET_KEYS;
  for (const name of Object.keys(secrets)) if (!state.secrets.includes(name)) state.secrets.push(name);
}
save();
`;

type Account = {
  calls: string[];
  databases: string[];
  queues: string[];
  buckets: string[];
  secrets: string[];
  worker: boolean;
  refuses?: boolean;
  newKeys?: string;
  deployed?: { databaseId: string; vars: Record<string, string>; mode: number };
};

const emptyAccount: Account = { calls: [], databases: [], queues: [], buckets: [], secrets: [], worker: false };

/** Runs the command against an account that stands in a file. */
async function deploy(
  account: Account,
  env: Record<string, string>,
): Promise<{ exitCode: number; output: string; account: Account }> {
  const folder = mkdtempSync(join(tmpdir(), "atrium-account-"));
  const [state, wrangler] = [join(folder, "account.json"), join(folder, "wrangler")];
  writeFileSync(state, JSON.stringify(account));
  writeFileSync(wrangler, fakeWrangler);
  chmodSync(wrangler, 0o755);
  const path = [folder, process.env["PATH"]].join(delimiter);
  const { exitCode, output } = await run([], { ...env, PATH: path, FAKE_ACCOUNT: state });
  // Written by the fake wrangler from what it was given.
  return { exitCode, output, account: JSON.parse(readFileSync(state, "utf8")) as Account };
}

async function run(args: string[], env: Record<string, string>): Promise<{ exitCode: number; output: string }> {
  const command = spawn(process.execPath, ["scripts/run.mjs", "scripts/deploy.ts", ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [command.stdout, command.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const [exitCode] = await once(command, "close");
  return { exitCode: Number(exitCode), output };
}

describe("npm run deploy", () => {
  test("refuses without what production needs, says what that is, and asks nobody", async ({ expect }) => {
    const { exitCode, output, account } = await deploy(emptyAccount, {});

    expect(exitCode).toBe(1);
    for (const name of Object.keys(settings)) expect(output).toContain(`${name}: `);
    expect(account.calls).toEqual([]);
  });

  test("asks for what the named mail providers need, and for no other", async ({ expect }) => {
    const env = { ...settings, EMAIL_PROVIDERS: "sendgrid", SMTP_URL: "" };

    const { exitCode, output } = await deploy(emptyAccount, env);

    expect(exitCode).toBe(1);
    expect(output).toContain("SENDGRID_API_KEY is missing");
    expect(output).not.toContain("SMTP_URL");
  });

  test("refuses what the Worker would refuse once it runs", async ({ expect }) => {
    const env = {
      ...settings,
      PUBLIC_URL: "http://atrium.example",
      SECRET_KEYS: "dev-1:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    };

    const { exitCode, output, account } = await deploy(emptyAccount, env);

    expect(exitCode).toBe(1);
    expect(output).toContain("PUBLIC_URL must be https");
    expect(output).toContain("SECRET_KEYS holds a development key");
    expect(account.calls).toEqual([]);
  });

  test("makes everything in an empty account, in order, and never shows a secret", async ({ expect }) => {
    const { exitCode, output, account } = await deploy(emptyAccount, settings);

    expect(output).toContain("Deployed.");
    expect(exitCode).toBe(0);
    expect(account.calls).toEqual([
      "d1 list --json",
      "queues info atrium-email",
      "queues info atrium-delivery",
      "queues info atrium-payments",
      "queues info atrium-events",
      "queues info atrium-events-high",
      "queues info atrium-ai",
      "queues info atrium-email-dead",
      "queues info atrium-delivery-dead",
      "queues info atrium-payments-dead",
      "queues info atrium-events-high-dead",
      "queues info atrium-events-dead",
      "queues info atrium-ai-dead",
      "r2 bucket info atrium-files --json",
      "secret list --name atrium --format json",
      "d1 create atrium --update-config=false",
      "queues create atrium-email",
      "queues create atrium-delivery",
      "queues create atrium-payments",
      "queues create atrium-events",
      "queues create atrium-events-high",
      "queues create atrium-ai",
      "queues create atrium-email-dead",
      "queues create atrium-delivery-dead",
      "queues create atrium-payments-dead",
      "queues create atrium-events-high-dead",
      "queues create atrium-events-dead",
      "queues create atrium-ai-dead",
      "r2 bucket create atrium-files --update-config=false",
      "d1 list --json",
      "d1 migrations apply atrium --remote -c",
      "deploy -c --secrets-file",
    ]);
    expect(account.deployed).toMatchObject({ databaseId: "id-of-atrium", mode: 0o600 });
    expect(account.deployed?.vars).toMatchObject({ ENVIRONMENT: "production", PUBLIC_URL: settings.PUBLIC_URL });
    expect(account.deployed?.vars).not.toHaveProperty("SMTP_URL");
    expect(account.secrets.toSorted()).toEqual(["SECRET_KEYS", "SMTP_URL"]);
    expect(account.newKeys).toMatch(/^k1:[\w-]{43}$/);
    expect(output).not.toContain(account.newKeys);
    expect(output).not.toContain("hush");
  });

  test("makes nothing twice and keeps the keys", async ({ expect }) => {
    const first = await deploy(emptyAccount, settings);

    const second = await deploy({ ...first.account, calls: [] }, settings);

    expect(second.exitCode).toBe(0);
    expect(second.account.calls.filter((call) => call.includes("create"))).toEqual([]);
    expect(second.output).toContain("SECRET_KEYS (kept)");
    expect(second.account.newKeys).toBeUndefined();
  });

  test("stops with what wrangler said when the account does not let it in", async ({ expect }) => {
    const { exitCode, output, account } = await deploy({ ...emptyAccount, refuses: true }, settings);

    expect(exitCode).toBe(1);
    expect(output).toContain("Authentication error");
    expect(output).toContain("CLOUDFLARE_API_TOKEN");
    expect(account.calls).toEqual(["d1 list --json"]);
  });

  test("rehearses without an account: the plan, and a bundle that wrangler accepts", async ({ expect }) => {
    const { exitCode, output } = await run(["--dry-run"], { CLOUDFLARE_API_TOKEN: "" });

    expect(exitCode).toBe(0);
    for (const planned of ["atrium-email-dead", "atrium-files", "SECRET_KEYS", "migrations", "PUBLIC_URL: "]) {
      expect(output).toContain(planned);
    }
    expect(output).toContain("--dry-run: exiting now.");
  });
});
