// `npm run rotate-keys`: a new secret key for the state directory; `npm run rotate-keys -- --deployed`: for the deployed Worker.
import { join } from "node:path";
import process from "node:process";
import { readManifest } from "./deploy/manifest.ts";
import { rotateDeployedKeys } from "./deploy/rotate-keys.ts";
import { runProgram } from "./process/program.ts";
import { Refusal } from "./process/refusal.ts";
import { say } from "./process/say.ts";
import { rotateDevelopmentKeys } from "./start/secrets.ts";
import { readPlace } from "./start/settings.ts";

const settleMs = Number(process.env["ROTATION_SETTLE_SECONDS"] ?? 60) * 1000;

await runProgram(async () => {
  if (process.argv.includes("--deployed")) {
    await rotateDeployedKeys(readManifest().worker, settleMs);
    return 0;
  }
  if (process.env["SECRET_KEYS"])
    throw new Refusal("SECRET_KEYS comes from the environment: put a new key in front of it there.");
  const { stateDir } = readPlace(process.env);
  const keyId = rotateDevelopmentKeys(join(stateDir, "secrets.env"));
  say(`The next start makes new secrets with ${keyId}, and reads what the older keys made.`);
  return 0;
});
