import { type Config, ConfigError } from "../config/config.ts";
import { messageProvidersOf } from "../config/delivery.ts";
import { createCloudflareProvider, type EmailBinding } from "./cloudflare.ts";
import type { MailProvider } from "./mail.ts";
import { createOutboxProvider, createPushOutbox, createTextOutbox, type OutboxDeps } from "./outbox.ts";
import type { PushProvider } from "./push.ts";
import { hasOneHost, pushServiceOf } from "./push-services.ts";
import type { Channel } from "./schema.ts";
import type { MailDeps } from "./send-mail.ts";
import type { PushDeps } from "./send-push.ts";
import type { SmsDeps } from "./send-sms.ts";
import type { WhatsAppDeps } from "./send-whatsapp.ts";
import { createSendGridProvider } from "./sendgrid.ts";
import { createSesProvider } from "./ses.ts";
import { createSmtpProvider } from "./smtp.ts";
import type { TextProvider } from "./text-message.ts";
import { createTwilioProvider } from "./twilio.ts";
import { Vapid } from "./vapid.ts";
import { createWebPushProvider } from "./web-push.ts";

export interface DeliveryDeps extends MailDeps, SmsDeps, WhatsAppDeps, PushDeps {
  /** The key that browsers subscribe with; null where nothing is pushed to them. */
  pushPublicKey: string | null;
  /** The names of all of them, in their order. */
  providerNames: { channel: Channel; provider: string }[];
}

type Providers = Pick<
  DeliveryDeps,
  "mailProviders" | "smsProviders" | "whatsappProviders" | "pushProviders" | "pushPublicKey" | "providerNames"
>;

/**
 * The providers that the configuration names, in its order.
 *
 * @throws ConfigError when Cloudflare's is named and there is no binding EMAIL.
 */
export function createProviders(config: Config, deps: OutboxDeps, emailBinding: EmailBinding | undefined): Providers {
  const named = messageProvidersOf(config);
  const mailProviders = config.EMAIL_PROVIDERS.map((name) => createMailProvider(name, config, deps, emailBinding));
  const smsProviders = named.sms.map((name) => createTextProvider(name, "sms", config, deps));
  const whatsappProviders = named.whatsapp.map((name) => createTextProvider(name, "whatsapp", config, deps));
  const pushProviders = named.push.flatMap((name) => createPushProviders(name, config, deps));
  return {
    mailProviders,
    smsProviders,
    whatsappProviders,
    pushProviders,
    pushPublicKey: named.push.includes("webpush") ? (config.VAPID_PUBLIC_KEY ?? null) : null,
    providerNames: [
      ...namesOf("email", mailProviders),
      ...namesOf("sms", smsProviders),
      ...namesOf("whatsapp", whatsappProviders),
      ...namesOf("push", pushProviders),
    ],
  };
}

function namesOf(channel: Channel, providers: { name: string }[]) {
  return providers.map(({ name }) => ({ channel, provider: name }));
}

function createMailProvider(
  name: Config["EMAIL_PROVIDERS"][number],
  config: Config,
  deps: OutboxDeps,
  binding: EmailBinding | undefined,
): MailProvider {
  const from = config.EMAIL_FROM;
  switch (name) {
    case "outbox":
      return createOutboxProvider(deps);
    case "smtp":
      return createSmtpProvider(config.SMTP_URL ?? "", from);
    case "sendgrid":
      return createSendGridProvider(deps, { url: config.SENDGRID_URL, apiKey: config.SENDGRID_API_KEY ?? "", from });
    case "ses": {
      const { SES_REGION: region = "", SES_ACCESS_KEY_ID: accessKeyId = "" } = config;
      const url = config.SES_URL ?? `https://email.${region}.amazonaws.com`;
      return createSesProvider(deps, {
        url,
        region,
        accessKeyId,
        from,
        secretAccessKey: config.SES_SECRET_ACCESS_KEY ?? "",
      });
    }
    case "cloudflare":
      if (!binding) throw new ConfigError('EMAIL_PROVIDERS names cloudflare: it needs [[send_email]] name = "EMAIL"');
      return createCloudflareProvider(binding, from);
  }
}

function createTextProvider(
  name: Config["SMS_PROVIDERS"][number],
  channel: "sms" | "whatsapp",
  config: Config,
  deps: OutboxDeps,
): TextProvider {
  if (name === "outbox") return createTextOutbox(deps, channel);
  const from = channel === "sms" ? config.TWILIO_FROM : config.TWILIO_WHATSAPP_FROM;
  return createTwilioProvider(deps, channel, {
    url: config.TWILIO_URL,
    accountSid: config.TWILIO_ACCOUNT_SID ?? "",
    authToken: config.TWILIO_AUTH_TOKEN ?? "",
    from: from ?? "",
    contentSid: config.TWILIO_WHATSAPP_CONTENT_SID,
  });
}

/** One for each push service, so that each has its breaker. */
function createPushProviders(name: Config["PUSH_PROVIDERS"][number], config: Config, deps: OutboxDeps): PushProvider[] {
  const outbox = createPushOutbox(deps);
  if (name === "outbox") return [outbox];
  const isDevelopment = config.ENVIRONMENT === "development";
  const vapid = new Vapid(deps, {
    publicKey: config.VAPID_PUBLIC_KEY ?? "",
    privateKey: config.VAPID_PRIVATE_KEY ?? "",
    subject: config.VAPID_SUBJECT ?? (config.ADMIN_EMAIL ? `mailto:${config.ADMIN_EMAIL}` : config.PUBLIC_URL),
  });
  return [...config.PUSH_SERVICES, ...(isDevelopment ? ["loopback", "other"] : [])].map((service) => {
    const takes = (endpoint: string) => pushServiceOf(config, endpoint) === service;
    const provider = createWebPushProvider(deps, { name: service, takes, hasOneHost: hasOneHost(service) }, vapid);
    return isDevelopment ? keepingCopies(provider, outbox) : provider;
  });
}

/** What is pushed in development is to be seen in the outbox too, whether or not a browser listens. */
function keepingCopies(provider: PushProvider, outbox: PushProvider): PushProvider {
  return {
    ...provider,
    send: async (push, idempotencyKey) => {
      await provider.send(push, idempotencyKey);
      await outbox.send(push, idempotencyKey);
    },
  };
}
