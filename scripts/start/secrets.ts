import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { developmentKeyPrefix } from "../../src/platform/config/config.ts";

/**
 * The SECRET_KEYS of this state directory, made once and readable by its owner alone: what they encrypted and signed
 * must still be readable after a restart.
 */
export function developmentSecretKeys(file: string): string {
  if (!existsSync(file)) write(file, newKey(1));
  return read(file);
}

/** Puts a new key in front of those of a state directory. @returns its id. */
export function rotateDevelopmentKeys(file: string): string {
  const keys = developmentSecretKeys(file).split(",");
  const numbers = keys.map((key) => Number(/^dev-(\d+):/.exec(key)?.[1] ?? 0));
  const key = newKey(Math.max(...numbers) + 1);
  write(file, [key, ...keys].join(","));
  return key.slice(0, key.indexOf(":"));
}

function newKey(number: number): string {
  return `${developmentKeyPrefix}${number}:${randomBytes(32).toString("base64url")}`;
}

function read(file: string): string {
  return /^SECRET_KEYS=(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
}

function write(file: string, keys: string): void {
  writeFileSync(`${file}.new`, `# Made by npm start; production refuses it.\nSECRET_KEYS=${keys}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
