import { z } from "zod";
import { companionFaults, companionList } from "./companions.ts";
import { deliveryFaults, deliverySettings } from "./delivery.ts";
import { gatherSecretKeys } from "./secret-keys.ts";

/** `<count>/<seconds>`: at most so many in any span of so many seconds. */
const limit = (fallback: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,6}\/[1-9]\d{0,5}$/, "must be <count>/<seconds>, like 10/60")
    .default(fallback)
    .transform((text) => {
      const [count = 0, windowSeconds = 0] = text.split("/").map(Number);
      return { count, windowSeconds };
    });

export type Limit = { count: number; windowSeconds: number };

const wholeNumber = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** How many, by name: `new_device:20,new_country:30`. */
const weights = (fallback: string) =>
  z
    .string()
    .regex(/^[a-z_]+:\d{1,4}(,[a-z_]+:\d{1,4})*$/, "must be <name>:<number>, separated by commas")
    .default(fallback)
    .transform(
      (text) => new Map(text.split(",").map((part) => [part.split(":")[0] ?? "", Number(part.split(":")[1])])),
    );

const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/**
 * Everything that can be configured, with its default: read from the process environment by `npm start`,
 * from variables and secrets when deployed.
 */
export const ConfigSchema = z.object({
  /** `production` refuses development secrets and hides `/dev/*`. */
  ENVIRONMENT: z.enum(["development", "production"]).default("production"),
  /** Where people reach the service: the links in mails, the issuer of tokens, and an allowed origin. */
  PUBLIC_URL: origin.default("http://localhost:8787"),
  /** Origins beside PUBLIC_URL whose pages may call the API, separated by commas. */
  ALLOWED_ORIGINS: list("").pipe(z.array(origin)),
  /** The address that becomes administrator once verified. */
  ADMIN_EMAIL: z.email().toLowerCase().optional(),
  /**
   * The keys that everything secret derives from, the current one first: `<id>:<32 random bytes in base64url>`,
   * separated by commas. An older key still reads what it wrote. Those of SECRET_KEYS_2 and so on come before
   * these, the highest number first: a rotation adds them (docs/secret-keys.md).
   */
  SECRET_KEYS: z
    .string({ error: "is missing" })
    .transform((text) => text.split(","))
    .pipe(
      z
        .array(z.string().regex(/^[a-z0-9-]{1,16}:[A-Za-z0-9_-]{43}$/, "must be <id>:<32 random bytes in base64url>"))
        .min(1)
        .max(8),
    )
    .transform((keys) =>
      keys.map((key) => ({ id: key.slice(0, key.indexOf(":")), secret: key.slice(key.indexOf(":") + 1) })),
    )
    .refine((keys) => keys.every(({ secret }) => new Set(secret).size >= 16), "is too weak: its bytes are not random")
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, "has two keys of one id"),
  /** How long a session lives after sign-in, in hours. */
  SESSION_HOURS: wholeNumber(24, 1, 72),
  /** Minutes without use after which a session is over; 0 = never. An open socket is use. */
  SESSION_IDLE_MINUTES: wholeNumber(720, 0, 4_320),
  /** The same for administrators. */
  ADMIN_SESSION_IDLE_MINUTES: wholeNumber(60, 0, 4_320),
  /** Days that one token-signing key is used before the next takes over. */
  SIGNING_KEY_DAYS: wholeNumber(30, 1, 365),
  PASSWORD_MIN_LENGTH: wholeNumber(15, 8, 128),
  /** Days after which a password must be changed at sign-in; 0 = never, as NIST advises. */
  PASSWORD_MAX_AGE_DAYS: wholeNumber(0, 0, 3_650),
  /**
   * Where breached passwords are looked up by the first five digits of their SHA-1 (k-anonymity), in the way of
   * https://haveibeenpwned.com/API/v3#PwnedPasswords; empty = only the bundled list.
   */
  BREACH_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Words that no password may be made of: the product's, the company's; separated by commas. */
  PASSWORD_FORBIDDEN_WORDS: list("atrium"),
  /** The OpenID Connect issuer that is provider `oidc`. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  /** Where Google's discovery document is, for tests. */
  GOOGLE_ISSUER: z.url({ protocol: /^https?$/ }).default("https://accounts.google.com"),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  /** GitHub's pages and API: a GitHub Enterprise server, or a test's. */
  GITHUB_URL: z.url({ protocol: /^https?$/ }).default("https://github.com"),
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }).default("https://api.github.com"),
  FACEBOOK_CLIENT_ID: z.string().optional(),
  FACEBOOK_CLIENT_SECRET: z.string().optional(),
  FACEBOOK_URL: z.url({ protocol: /^https?$/ }).default("https://www.facebook.com"),
  FACEBOOK_API_URL: z.url({ protocol: /^https?$/ }).default("https://graph.facebook.com"),
  /** What each sign of a suspicious sign-in weighs. */
  RISK_WEIGHTS: weights("new_device:20,new_country:30,impossible_travel:50,failure_burst:20,bad_reputation:60"),
  /** From which sum on the owner is told, a second factor is asked for, and the sign-in is refused. */
  RISK_THRESHOLDS: weights("alert:20,second_factor:60,block:120"),
  /** Networks of bad reputation, as CIDR, separated by commas. */
  REPUTATION_LIST: list("").pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], "must be networks like 192.0.2.0/24"))),
  /** Days after which entries of the audit log are removed; 0 = kept for ever. */
  AUDIT_DAYS: wholeNumber(0, 0, 3_650),
  /** Days that events are kept once everything has followed from them; those given up four times as long. */
  EVENT_RETENTION_DAYS: wholeNumber(30, 1, 365),
  /** The same for jobs that are done or cancelled. */
  JOB_RETENTION_DAYS: wholeNumber(7, 1, 365),
  ...deliverySettings,
  /** The AI participants of conversations (companions.ts has the fields); in development an offline one by default. */
  COMPANIONS: companionList,
  /** Where models answer in OpenAI's protocol, such as `https://api.openai.com/v1` or a server of one's own. */
  AI_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  AI_API_KEY: z.string().optional(),
  /** The model of the companions that name none. */
  AI_MODEL: z.string().optional(),
  /** How long a model may take to begin an answer, and to end it. */
  AI_FIRST_TOKEN_SECONDS: wholeNumber(30, 1, 120),
  AI_ANSWER_SECONDS: wholeNumber(120, 1, 600),
  /** MiB that cached values may take in the memory of each isolate, of its 128; 0 = nothing is cached. */
  CACHE_MIB: wholeNumber(16, 0, 48),
  /** `debug` also logs every successful read. */
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** Requests that take so many milliseconds are logged as slow. */
  SLOW_REQUEST_MS: wholeNumber(1_000, 1, 60_000),
  /** Who has it may read `/metrics` (`Authorization: Bearer …`); without it nobody may. */
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,256}$/, "must be 16 to 256 letters, digits or -._~+/=")
    .optional(),
  /** So often at most each isolate tells what it has counted. */
  METRICS_SECONDS: wholeNumber(5, 1, 20),
  /** Per address: sign-ins tried. */
  LIMIT_LOGIN: limit("30/60"),
  /** Per address: registrations. */
  LIMIT_REGISTER: limit("120/60"),
  /** Per address: verification codes and links tried. */
  LIMIT_VERIFY: limit("120/60"),
  /** Per address: mails asked for (resend, forgotten password). */
  LIMIT_MAIL: limit("60/60"),
  /** Per recipient: mails that anybody can cause (verification, forgotten password). */
  LIMIT_MAIL_TO: limit("20/3600"),
  /** Per address: refreshes. */
  LIMIT_REFRESH: limit("120/60"),
  /** Per address: second factors tried, passkeys, codes asked for. */
  LIMIT_FACTOR: limit("120/60"),
  /** Per user: questions that companions answer. */
  LIMIT_COMPANION: limit("30/3600"),
  /** Per user: codes sent by SMS, which cost money. */
  LIMIT_SMS: limit("10/86400"),
  /** Per user: calls that read. */
  LIMIT_READ: limit("6000/60"),
  /** Per API key: calls of any kind. */
  LIMIT_API_KEY: limit("1200/60"),
  /** Per user: calls that change something. */
  LIMIT_WRITE: limit("3000/60"),
  /** Per user: sockets opened. */
  LIMIT_CONNECT: limit("600/60"),
  /** Per user: files uploaded. */
  LIMIT_UPLOAD: limit("200/86400"),
  /** Per user: reports of people and of what they wrote. */
  LIMIT_REPORT: limit("30/3600"),
  /** Per user: applications for plans and for jobs. */
  LIMIT_APPLICATION: limit("60/3600"),
  /** Per user: people followed, each of whom may hear of it. */
  LIMIT_FOLLOW: limit("1000/3600"),
  /** Per user: people invited into spaces, each of whom hears of it. */
  LIMIT_INVITATION: limit("200/3600"),
  /** Per user: posts, each of which its mentioned may hear of. */
  LIMIT_POST: limit("60/3600"),
  /** Per user: comments, each of which the author hears of. */
  LIMIT_COMMENT: limit("300/3600"),
  /** Per user: spaces made. */
  LIMIT_SPACE: limit("20/3600"),
  /** Per user: spaces opened or closed, each of which changes how its posts are marked. */
  LIMIT_SPACE_VISIBILITY: limit("10/3600"),
  /** How many times the limits of a user each role has. */
  ROLE_LIMIT_FACTORS: weights("admin:10"),
  /** Calls of one user in a UTC day and in a UTC month; 0 = unlimited. */
  QUOTA_DAY: wholeNumber(0, 0, 1_000_000_000),
  QUOTA_MONTH: wholeNumber(0, 0, 1_000_000_000),
  /** Per socket: commands. */
  LIMIT_COMMANDS: limit("3000/10"),
  /** Sockets that a conversation's room holds itself; relays hold those past it. */
  ROOM_SOCKETS: wholeNumber(500, 1, 2_000),
  /** Per socket of live activity: commands, each of which may ask as many objects as it names topics. */
  LIMIT_SUBSCRIBE: limit("600/60"),
  /** Objects among which the sockets of live activity are spread, by their users; 5,000 fit on each. */
  ACTIVITY_RELAYS: wholeNumber(16, 1, 64),
});

export type Config = z.output<typeof ConfigSchema>;

const howToMakeAKey = `make one with: node -e 'console.log("k1:" + require("crypto").randomBytes(32).toString("base64url"))'`;

/** The names of everything that can be configured. */
export const configNames = Object.keys(ConfigSchema.shape);

/** Marks the keys that `npm start` makes; a deployment refuses them. */
export const developmentKeyPrefix = "dev-";

/** Refuses to start: names each setting that is wrong and, for a secret, how to make a good one. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Parses the configuration out of an environment.
 *
 * @throws ConfigError listing every setting that is missing or wrong; never a secret's value.
 */
export function parseConfig(env: object): Config {
  const entries = Object.entries(env).filter(([name, value]) => configNames.includes(name) && value !== "");
  const given = { ...Object.fromEntries(entries), SECRET_KEYS: gatherSecretKeys({ ...env }) };
  const parsed = ConfigSchema.safeParse(given);
  const faults = parsed.success ? productionFaults(parsed.data) : parsed.error.issues.map(faultOf);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new ConfigError(
    ["Atrium cannot start with this configuration:", ...faults.map((fault) => `  ${fault}`)].join("\n"),
  );
}

function faultOf(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  return `${name} ${issue.message}${name === "SECRET_KEYS" ? ` (${howToMakeAKey})` : ""}`;
}

function productionFaults(config: Config): string[] {
  const faults = [...companionFaults(config), ...deliveryFaults(config)];
  if (config.ENVIRONMENT !== "production") return faults;
  if (config.SECRET_KEYS.some(({ id }) => id.startsWith(developmentKeyPrefix))) {
    faults.push(`SECRET_KEYS holds a development key, refused in production (${howToMakeAKey})`);
  }
  if (!config.PUBLIC_URL.startsWith("https://")) faults.push("PUBLIC_URL must be https in production");
  return faults;
}
