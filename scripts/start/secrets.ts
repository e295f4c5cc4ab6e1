import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { developmentKeyPrefix } from "../../src/platform/config/config.ts";

/**
 * The SECRET_KEYS of this state directory, made once and readable by its owner alone: what they encrypted and signed
 * must still be readable after a restart.
 */
export function developmentSecretKeys(file: string): string {
  if (!existsSync(file)) {
    const key = `${developmentKeyPrefix}1:${randomBytes(32).toString("base64url")}`;
    writeFileSync(`${file}.new`, `# Made by npm start; production refuses it.\nSECRET_KEYS=${key}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return /^SECRET_KEYS=(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
}
