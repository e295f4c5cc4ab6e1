import { createECDH } from "node:crypto";
import { z } from "zod";
import { decodeBase64Url } from "../crypto/base64url.ts";

const names = (text: string) => text.split(/[\s,]+/).filter(Boolean);
const ordered = <const Names extends readonly string[]>(fallback: string, known: Names) =>
  z
    .string()
    .default(fallback)
    .transform(names)
    .pipe(z.array(z.enum(known)));

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

const key = (length: number, what: string) =>
  z.string().refine((text) => /^[\w-]+$/.test(text) && decodeBase64Url(text).length === length, `must be ${what}`);

const isHostPattern = (text: string) => z.hostname().safeParse(text.replace(/^\*\./, "")).success;

/** How mails, messages and pushes are sent: a part of the configuration, whose whole is in config.ts. */
export const deliverySettings = {
  /** Mail providers in the order in which they are tried. */
  EMAIL_PROVIDERS: ordered("outbox", ["smtp", "sendgrid", "ses", "cloudflare", "outbox"]).refine(
    (providers) => providers.length > 0,
    "must name a provider",
  ),
  EMAIL_FROM: z.string().default("Atrium <no-reply@localhost>"),
  /** `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), or `smtp://host:1025?tls=none`. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SENDGRID_API_KEY: z.string().optional(),
  /** `https://api.eu.sendgrid.com` for a subuser in the EU, or a test's. */
  SENDGRID_URL: address.default("https://api.sendgrid.com"),
  SES_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region like eu-central-1")
    .optional(),
  SES_ACCESS_KEY_ID: z.string().optional(),
  SES_SECRET_ACCESS_KEY: z.string().optional(),
  /** SES of that region, unless a test says otherwise. */
  SES_URL: address.optional(),
  /** Providers of text messages in the order in which they are tried; in development the outbox by default. */
  SMS_PROVIDERS: ordered("", ["twilio", "outbox"]),
  /** The same for WhatsApp. */
  WHATSAPP_PROVIDERS: ordered("", ["twilio", "outbox"]),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, "must be an account's SID, AC…")
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  /** The number that messages come from, or a messaging service's SID (`MG…`). */
  TWILIO_FROM: z.string().optional(),
  /** The same for WhatsApp. */
  TWILIO_WHATSAPP_FROM: z.string().optional(),
  /** The approved template that WhatsApp messages are sent by, with the text as its variable 1: needed outside of a conversation that its reader began. */
  TWILIO_WHATSAPP_CONTENT_SID: z
    .string()
    .regex(/^HX[0-9a-f]{32}$/i, "must be a content template's SID, HX…")
    .optional(),
  TWILIO_URL: address.default("https://api.twilio.com"),
  /** Providers of pushes: `webpush`, and in development the outbox behind it. Without VAPID keys there is no web push. */
  PUSH_PROVIDERS: ordered("", ["webpush", "outbox"]),
  /** The keys of web push (RFC 8292), in base64url: `npx web-push generate-vapid-keys` makes such a pair. */
  VAPID_PUBLIC_KEY: key(65, "a point of P-256 in base64url").optional(),
  VAPID_PRIVATE_KEY: key(32, "32 bytes in base64url").optional(),
  /** Whom push services turn to: `mailto:` or `https:`; ADMIN_EMAIL by default. */
  VAPID_SUBJECT: z.url({ protocol: /^(mailto|https)$/ }).optional(),
  /** Hosts at whose addresses pushes are sent; `*.` at the start of one stands for one label. */
  PUSH_SERVICES: z
    .string()
    .default("fcm.googleapis.com updates.push.services.mozilla.com web.push.apple.com *.notify.windows.com")
    .transform(names)
    .pipe(z.array(z.string().refine(isHostPattern, "must be a host, or *. and a host")).max(20)),
};

const DeliveryConfig = z.object(deliverySettings);
type DeliveryConfig = z.output<typeof DeliveryConfig> & { ENVIRONMENT: "development" | "production" };

/** The providers of text messages, of messages over WhatsApp and of pushes, in their order. */
export function messageProvidersOf(config: DeliveryConfig) {
  const isDevelopment = config.ENVIRONMENT === "development";
  const orDefault = <Name extends string>(
    configured: Name[],
    inDevelopment: NoInfer<Name>[],
    otherwise: NoInfer<Name>[],
  ) => (configured.length > 0 ? configured : isDevelopment ? inDevelopment : otherwise);
  const canPush = config.VAPID_PUBLIC_KEY !== undefined;
  return {
    sms: orDefault(config.SMS_PROVIDERS, ["outbox"], []),
    whatsapp: orDefault(config.WHATSAPP_PROVIDERS, ["outbox"], []),
    push: orDefault(config.PUSH_PROVIDERS, canPush ? ["webpush", "outbox"] : ["outbox"], canPush ? ["webpush"] : []),
  };
}

/** What the providers that are named need, by the setting that names them. */
const needs: Record<string, Record<string, (keyof typeof deliverySettings)[]>> = {
  EMAIL_PROVIDERS: {
    smtp: ["SMTP_URL"],
    sendgrid: ["SENDGRID_API_KEY"],
    ses: ["SES_REGION", "SES_ACCESS_KEY_ID", "SES_SECRET_ACCESS_KEY"],
  },
  SMS_PROVIDERS: { twilio: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"] },
  WHATSAPP_PROVIDERS: { twilio: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM"] },
  PUSH_PROVIDERS: { webpush: ["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"] },
};

/** What the providers need and the configuration does not say, and what sends nothing in production. */
export function deliveryFaults(config: DeliveryConfig): string[] {
  const lists = {
    EMAIL_PROVIDERS: config.EMAIL_PROVIDERS,
    SMS_PROVIDERS: config.SMS_PROVIDERS,
    WHATSAPP_PROVIDERS: config.WHATSAPP_PROVIDERS,
    PUSH_PROVIDERS: config.PUSH_PROVIDERS,
  };
  const faults = Object.entries(lists).flatMap(([list, providers]) => [
    ...providers.flatMap((provider: string) =>
      (needs[list]?.[provider] ?? [])
        .filter((name) => !config[name])
        .map((name) => `${name} is missing: ${list} names ${provider}`),
    ),
    ...(config.ENVIRONMENT === "production" && (providers as string[]).includes("outbox")
      ? [`${list} names outbox, which sends nothing: refused in production`]
      : []),
  ]);
  if ((config.VAPID_PUBLIC_KEY === undefined) !== (config.VAPID_PRIVATE_KEY === undefined)) {
    faults.push("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are a pair: one of them is missing");
  } else if (config.VAPID_PUBLIC_KEY !== publicKeyOf(config.VAPID_PRIVATE_KEY)) {
    faults.push("VAPID_PUBLIC_KEY is not that of VAPID_PRIVATE_KEY");
  }
  return faults;
}

/** The point that belongs to a number of P-256; nothing to none, and none that a browser would take to a number that is none. */
function publicKeyOf(privateKey: string | undefined): string | undefined {
  if (privateKey === undefined) return undefined;
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
    return curve.getPublicKey("base64url");
  } catch {
    return "";
  }
}
