import { env } from "cloudflare:workers";
import { inject } from "vitest";
import { createDeps, type Deps } from "../../src/deps.ts";
import { commit, type Statement } from "../../src/platform/db/database.ts";
import type { Behaviour, ProviderAsked } from "./delivery-server.ts";
import { lossyQueue, newIsolate } from "./isolate.ts";

const { url, ses } = inject("delivery");

/** Of P-256; they open nothing. */
export const vapid = {
  VAPID_PUBLIC_KEY: "BKuF1D_Kb3aeYgcvhGTPUvto1GUrm4jfiVjBa6jW_Vg4xKzx7EjMzA0dtI_IFsPykWS3N6UzbdSnreYXCe5q1vA",
  VAPID_PRIVATE_KEY: "cFuvPVyquZPsF3gwHZf3AlgawDyNACCHWH7Z8Swbfwc",
};

/** One account at a provider of the tests: what it was asked, and how it is to answer. */
export class ProviderAccount {
  readonly key = crypto.randomUUID();

  urlOf(provider: "sendgrid" | "ses" | "twilio"): string {
    return `${url}/${provider}/${this.key}`;
  }

  async asked(): Promise<ProviderAsked[]> {
    return (await fetch(`${url}/asked/${this.key}`)).json();
  }

  async behaves(behaviour: Behaviour): Promise<void> {
    await (await fetch(`${url}/behave/${this.key}`, { method: "POST", body: JSON.stringify(behaviour) })).text();
  }

  /** A browser's subscription, whose pushes the server decrypts. */
  async subscription(): Promise<{ endpoint: string; keys: { p256dh: string; auth: string } }> {
    return (await fetch(`${url}/subscription/${this.key}`)).json();
  }

  sendgrid(): object {
    return { EMAIL_PROVIDERS: "sendgrid", SENDGRID_URL: this.urlOf("sendgrid"), SENDGRID_API_KEY: "SG.key" };
  }

  ses(): object {
    return {
      EMAIL_PROVIDERS: "ses",
      SES_URL: this.urlOf("ses"),
      SES_REGION: ses.region,
      SES_ACCESS_KEY_ID: ses.accessKeyId,
      SES_SECRET_ACCESS_KEY: ses.secretAccessKey,
    };
  }

  twilio(): object {
    return {
      SMS_PROVIDERS: "twilio",
      WHATSAPP_PROVIDERS: "twilio",
      TWILIO_URL: this.urlOf("twilio"),
      TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
      TWILIO_AUTH_TOKEN: "the token",
      TWILIO_FROM: "+15005550006",
      TWILIO_WHATSAPP_FROM: "+14155238886",
    };
  }
}

export type JobRow = { state: string; attempts: number; last_error: string | null; run_at: number };

const rowOf = (id: string) => env.DB.prepare("SELECT * FROM jobs WHERE id = ?").bind(id).first<JobRow>();

/** Sends through jobs, each run when it is told to and not before. */
export function newCourier(bindings: object) {
  const queues = { EVENTS_QUEUE: lossyQueue, EMAIL_QUEUE: lossyQueue, DELIVERY_QUEUE: lossyQueue };
  const isolate = newIsolate({ ...queues, ...bindings });
  const environment = Object.assign({}, env, queues, bindings);
  /** Commits what sends something. @returns the job's id. */
  const post = async (statementOf: (deps: Deps) => Statement): Promise<string> => {
    const deps = createDeps(environment, { requestId: "req_test" });
    await commit(deps, [statementOf(deps)]);
    return deps.enqueuedJobs[0]?.id ?? "";
  };
  /** Has the job run if it is due. @returns how it stands then. */
  const run = async (id: string): Promise<JobRow | null> => {
    await isolate.deliver("atrium-delivery", [{ jobId: id }]);
    return rowOf(id);
  };
  return { isolate, post, run };
}

/** Every provider is well again, and every address good. */
export async function forgetDelivery(): Promise<void> {
  await env.DB.batch([
    env.DB.prepare("DELETE FROM provider_states"),
    env.DB.prepare("DELETE FROM suppressed_addresses"),
  ]);
}
