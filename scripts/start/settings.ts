import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { configNames, parseConfig } from "../../src/platform/config/config.ts";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";
import { developmentSecretKeys } from "./secrets.ts";
import { developmentVapidKeys } from "./vapid.ts";

/** Where Atrium listens and keeps what it stores. */
export type Place = { port: number; stateDir: string };

/** What the Worker is given to run with, by name, and whether it is for development. */
export type Settings = { bindings: Record<string, string>; isDevelopment: boolean };

type Environment = Record<string, string | undefined>;

/** Reads PORT and STATE_DIR, and makes the state directory. @throws Refusal when PORT is no port. */
export function readPlace(env: Environment): Place {
  const port = Number(env["PORT"] || 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Refusal(`PORT=${env["PORT"]} is no port: give a number from 1 to 65535.`);
  const stateDir = resolve(root, env["STATE_DIR"] || ".atrium");
  mkdirSync(stateDir, { recursive: true });
  return { port, stateDir };
}

/**
 * Reads everything that can be configured, with what development may take for granted: no mail can reach
 * admin@example.com but in the outbox, and secrets are made where none are given.
 *
 * @throws ConfigError naming each setting that is wrong.
 */
export function readSettings(env: Environment, { port, stateDir }: Place): Settings {
  const given = Object.fromEntries(configNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const isDevelopment = (given["ENVIRONMENT"] ?? "development") === "development";
  const bindings: Record<string, string> = {
    ENVIRONMENT: "development",
    PUBLIC_URL: `http://localhost:${port}`,
    ...(isDevelopment ? { ADMIN_EMAIL: "admin@example.com" } : {}),
    ...(isDevelopment && !given["SECRET_KEYS"]
      ? { SECRET_KEYS: developmentSecretKeys(join(stateDir, "secrets.env")) }
      : {}),
    ...(isDevelopment && !given["VAPID_PUBLIC_KEY"] && !given["VAPID_PRIVATE_KEY"]
      ? developmentVapidKeys(join(stateDir, "vapid.env"))
      : {}),
    ...given,
  };
  parseConfig(bindings);
  return { bindings, isDevelopment };
}
