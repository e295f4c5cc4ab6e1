import { randomBytes } from "node:crypto";
import { newSecretKeysName, nextKeysName } from "../../src/platform/config/secret-keys.ts";
import { Refusal } from "../process/refusal.ts";
import { say } from "../process/say.ts";
import { deleteSecret, listSecrets, putSecret } from "./account.ts";

/**
 * Gives the deployed Worker a new secret key. It only reads at first, so that whatever the first instance
 * writes with it every other can read; cut off at any point, it can be run again.
 *
 * @param settleMs how long until every instance has it.
 */
export async function rotateDeployedKeys(worker: string, settleMs: number): Promise<void> {
  const secrets = await listSecrets(worker);
  if (secrets.size === 0) throw new Refusal(`The account has no secrets of ${worker}: deploy it first.`);
  const { name, number } = newSecretKeysName([...secrets]);
  const key = `k${number}:${randomBytes(32).toString("base64url")}`;
  await putSecret(worker, nextKeysName, key);
  say(`The new key k${number} is known; it is used in ${settleMs / 1000} s, once every instance has it.`);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  await putSecret(worker, name, key);
  await deleteSecret(worker, nextKeysName);
  say(`New secrets are made with k${number} (${name}). What may be dropped when is in docs/secret-keys.md.`);
}
