// `npm run deploy`: creates what the account lacks and deploys. `npm run deploy -- --dry-run` needs no account.
import process from "node:process";
import { secretKeyNames } from "../src/platform/config/secret-keys.ts";
import { buildConsole } from "./build/console.ts";
import { createMissing, inspectAccount, migrate, upload } from "./deploy/account.ts";
import { readManifest, writeDeployConfig } from "./deploy/manifest.ts";
import { describePlan } from "./deploy/plan.ts";
import { newSecretKey, readDeploySettings, validate } from "./deploy/settings.ts";
import { runProgram } from "./process/program.ts";
import { say } from "./process/say.ts";
import { runTool } from "./process/tool.ts";

await runProgram(process.argv.includes("--dry-run") ? rehearse : deploy);

async function deploy(): Promise<number> {
  const manifest = readManifest();
  const settings = readDeploySettings(process.env);
  validate(settings);
  const account = await inspectAccount(manifest);
  describePlan(manifest, settings, account).forEach((line) => say(line));

  await buildConsole();
  const databaseId = await createMissing(manifest, account);
  const configFile = writeDeployConfig(manifest, databaseId, settings.vars);
  await migrate(configFile, manifest);
  const generated = secretKeyNames([...account.secrets]).length > 0 ? {} : { SECRET_KEYS: newSecretKey() };
  await upload(configFile, { ...generated, ...settings.secrets });
  say(`Deployed. It expects to be reached at ${settings.vars["PUBLIC_URL"]}: give the Worker that domain or route.`);
  return 0;
}

/** Shows the plan, and has wrangler build and check what it would upload. */
async function rehearse(): Promise<number> {
  const manifest = readManifest();
  const settings = readDeploySettings(process.env);
  describePlan(manifest, settings).forEach((line) => say(line));
  await buildConsole();
  const configFile = writeDeployConfig(manifest, undefined, settings.vars);
  const { exitCode } = await runTool("wrangler", ["deploy", "--dry-run", "-c", configFile], { live: true });
  return exitCode;
}
