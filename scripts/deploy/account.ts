import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../process/refusal.ts";
import { runTool } from "../process/tool.ts";
import type { Manifest } from "./manifest.ts";

/** What the account has of what the manifest names. */
export type Account = { databaseId: string | undefined; queues: Set<string>; hasBucket: boolean; secrets: Set<string> };

const isAbsent = /does not exist|not found|not exist|\b100(06|07)\b/i;
const signIn = "Sign in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.";

/** Asks the account what is there. @throws Refusal when it cannot be asked. */
export async function inspectAccount({ worker, database, queues, bucket }: Manifest): Promise<Account> {
  const databaseId = await findDatabase(database);
  const found = new Set<string>();
  for (const queue of queues) if (await isThere(["queues", "info", queue])) found.add(queue);
  const hasBucket = await isThere(["r2", "bucket", "info", bucket, "--json"]);
  return { databaseId, queues: found, hasBucket, secrets: await listSecrets(worker) };
}

/** The names of a Worker's secrets; none where it was never deployed. */
export async function listSecrets(worker: string): Promise<Set<string>> {
  const secrets = (await ask(["secret", "list", "--name", worker, "--format", "json"])) ?? "[]";
  return new Set(parseNamed(secrets).map(({ name }) => name));
}

/** Sets a secret of a deployed Worker; it passes through standard input, where nobody sees it. */
export async function putSecret(worker: string, name: string, value: string): Promise<void> {
  await act(["secret", "put", name, "--name", worker], value);
}

export async function deleteSecret(worker: string, name: string): Promise<void> {
  await act(["secret", "delete", name, "--name", worker]);
}

/** Makes what the account lacks; what is there is left as it is. @returns the database's id. */
export async function createMissing(manifest: Manifest, account: Account): Promise<string> {
  if (!account.databaseId) await act(["d1", "create", manifest.database, "--update-config=false"]);
  for (const queue of manifest.queues) if (!account.queues.has(queue)) await act(["queues", "create", queue]);
  if (!account.hasBucket) await act(["r2", "bucket", "create", manifest.bucket, "--update-config=false"]);
  const databaseId = account.databaseId ?? (await findDatabase(manifest.database));
  if (!databaseId) throw new Refusal(`The database ${manifest.database} was created but is not in the account's list.`);
  return databaseId;
}

/** Applies the migrations that the deployed database lacks. */
export async function migrate(configFile: string, { database }: Manifest): Promise<void> {
  await act(["d1", "migrations", "apply", database, "--remote", "-c", configFile]);
}

/**
 * Uploads the Worker together with its secrets, so that no version of it ever runs without them.
 * They pass through a file of this user's alone that is gone afterwards, and never through the command line.
 */
export async function upload(configFile: string, secrets: Record<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "atrium-deploy-"));
  const file = join(folder, "secrets.json");
  try {
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    await act(["deploy", "-c", configFile, "--secrets-file", file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function findDatabase(name: string): Promise<string | undefined> {
  const listed = parseNamed((await ask(["d1", "list", "--json"])) ?? "[]");
  return listed.find((database) => database.name === name)?.uuid;
}

function parseNamed(json: string): { name: string; uuid?: string }[] {
  // wrangler may say something before it answers.
  return JSON.parse(json.slice(json.indexOf("[")));
}

/** @returns what wrangler answers, or nothing when what it was asked for is not there. */
async function ask(args: string[]): Promise<string | undefined> {
  const { exitCode, stdout, output } = await runTool("wrangler", args, { input: "" });
  if (exitCode === 0) return stdout;
  if (isAbsent.test(output)) return undefined;
  throw new Refusal(`wrangler ${args.join(" ")} failed:\n${output}\n${signIn}`);
}

const isThere = async (args: string[]): Promise<boolean> => (await ask(args)) !== undefined;

async function act(args: string[], input = ""): Promise<void> {
  const { exitCode } = await runTool("wrangler", args, { live: true, input });
  if (exitCode !== 0)
    throw new Refusal(`wrangler ${args.join(" ")} failed; what was made before stays, so run this again.`);
}
