import { randomBytes } from "node:crypto";
import { configNames, parseConfig } from "../../src/platform/config/config.ts";
import { Refusal } from "../process/refusal.ts";

/** What production cannot guess, and what each is. */
const required: Record<string, string> = {
  PUBLIC_URL: "where people will reach it, like https://atrium.example.com",
  ADMIN_EMAIL: "the address that becomes administrator once verified",
  EMAIL_PROVIDERS: "how mail is sent: smtp, sendgrid, ses or cloudflare, or several in the order to try them",
  EMAIL_FROM: "the sender, like Atrium <no-reply@example.com>",
  SMTP_URL: "the mail server, like smtp://user:password@host:587",
};

/** Whatever sounds secret is kept as one. */
const isSecret = (name: string): boolean => /SECRET|TOKEN|_KEYS?$|^SMTP_URL$/.test(name);

/** What the Worker is deployed with: variables stand in the configuration, secrets are kept by Cloudflare. */
export type DeploySettings = { vars: Record<string, string>; secrets: Record<string, string>; missing: string[] };

/** Sorts the configuration that the environment gives. */
export function readDeploySettings(env: Record<string, string | undefined>): DeploySettings {
  const given = configNames.flatMap((name): [string, string][] => (env[name] ? [[name, env[name]]] : []));
  // Of the other providers' keys the configuration itself says what is missing.
  const isWithoutSmtp = !/\bsmtp\b/.test(env["EMAIL_PROVIDERS"] || "smtp");
  const needed = Object.entries(required).filter(([name]) => name !== "SMTP_URL" || !isWithoutSmtp);
  const missing = needed.filter(([name]) => !env[name]);
  return {
    vars: { ...Object.fromEntries(given.filter(([name]) => !isSecret(name))), ENVIRONMENT: "production" },
    secrets: Object.fromEntries(given.filter(([name]) => isSecret(name))),
    missing: missing.map(([name, what]) => `${name}: ${what}`),
  };
}

/**
 * Refuses before anything is made what the Worker would refuse once it runs.
 *
 * @throws Refusal naming what is missing; ConfigError naming what is wrong.
 */
export function validate({ vars, secrets, missing }: DeploySettings): void {
  if (missing.length > 0) {
    throw new Refusal(`A deployment needs these in its environment:\n${missing.map((line) => `  ${line}`).join("\n")}`);
  }
  // Keys that are already in the account cannot be read; any will do to check the rest.
  parseConfig({ SECRET_KEYS: newSecretKey(), ...vars, ...secrets });
}

export const newSecretKey = (): string => `k1:${randomBytes(32).toString("base64url")}`;
