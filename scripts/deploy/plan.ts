import { globSync } from "node:fs";
import { join } from "node:path";
import { secretKeyNames } from "../../src/platform/config/secret-keys.ts";
import { root } from "../process/root.ts";
import type { Account } from "./account.ts";
import type { Manifest } from "./manifest.ts";
import type { DeploySettings } from "./settings.ts";

/** Lists what a deployment makes and sets, in order; without an account, everything that it would see to. */
export function describePlan(manifest: Manifest, settings: DeploySettings, account?: Account): string[] {
  const migrations = globSync(join(root, "migrations", "*.sql")).length;
  return [
    `Deploying ${manifest.worker}${account ? "" : " (dry run: no account is asked)"}`,
    resource("D1 database", manifest.database, account && account.databaseId !== undefined),
    ...manifest.queues.map((queue) => resource("queue", queue, account?.queues.has(queue))),
    resource("R2 bucket", manifest.bucket, account?.hasBucket),
    line("migrations", `the missing ones of ${migrations}`),
    ...Object.entries(settings.vars).map(([name, value]) => line("variable", `${name} = ${value}`)),
    ...Object.keys(settings.secrets).map((name) => line("secret", `${name} (set)`)),
    ...(settings.secrets["SECRET_KEYS"] ? [] : [line("secret", `SECRET_KEYS (${generatedKeys(account)})`)]),
    line("upload", "the Worker and the console"),
    ...settings.missing.map((what) => line("missing", what)),
  ];
}

function generatedKeys(account: Account | undefined): string {
  if (!account) return "generated unless the account has them";
  return secretKeyNames([...account.secrets]).length > 0 ? "kept" : "generated";
}

function resource(kind: string, name: string, isThere: boolean | undefined): string {
  const what = isThere === undefined ? "created unless it is there" : isThere ? "is there" : "to be created";
  return line(kind, `${name} (${what})`);
}

const line = (kind: string, what: string): string => `  ${kind.padEnd(12)} ${what}`;
