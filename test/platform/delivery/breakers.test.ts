import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, inject, test, vi } from "vitest";
import type { DetailedHealth } from "../../../src/features/operations/contract.ts";
import { sendMail } from "../../../src/platform/delivery/send-mail.ts";
import { forgetDelivery, newCourier, ProviderAccount } from "../../support/delivery.ts";
import { newName, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import type { ReceivedMail } from "../../support/smtp-server.ts";

beforeEach(forgetDelivery);
afterEach(() => vi.useRealTimers());

const smtp = inject("smtp");
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** SendGrid before SMTP, in an isolate of its own. */
function newMailer(account: ProviderAccount, more: object = {}) {
  const courier = newCourier({
    ...account.sendgrid(),
    EMAIL_PROVIDERS: "sendgrid smtp",
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}?tls=none`,
    ...more,
  });
  const post = (to = `${newName()}@example.com`) =>
    courier.post((deps) =>
      sendMail(deps, { to, template: "notification", subject: "s", text: "t", html: "h" }, newName()),
    );
  return { ...courier, post, send: async (to?: string) => courier.run(await post(to)) };
}

const readHealth = async ({ isolate }: Pick<ReturnType<typeof newMailer>, "isolate">, token: string) =>
  (await isolate.call("GET", "/health/detailed", { token })).json<DetailedHealth>();

const stateOf = (provider: string) =>
  env.DB.prepare("SELECT * FROM provider_states WHERE provider = ?")
    .bind(provider)
    .first<{ state: string; failures: number; changed_at: number; rests_until: number }>();

async function received(to: string): Promise<ReceivedMail[]> {
  const all = await (await fetch(smtp.inbox)).json<ReceivedMail[]>();
  return all.filter((mail) => mail.to.includes(to));
}

describe("a provider that fails", () => {
  test("is passed over once its breaker is open, and is used again when it is well", async ({ expect }) => {
    const account = new ProviderAccount();
    const { send } = newMailer(account);
    await account.behaves({ status: 500 });
    const to = `${newName()}@example.com`;

    for (let count = 0; count < 8; count += 1) expect(await send(to)).toMatchObject({ state: "succeeded" });

    // Every mail went out by the next provider; the last three did not wait for the first one.
    expect(await received(to)).toHaveLength(8);
    expect(await account.asked()).toHaveLength(5);
    expect(await stateOf("sendgrid")).toMatchObject({ state: "open", failures: 5 });

    await account.behaves({ status: 202 });
    later(10_001);
    await send(to);
    await send(to);

    expect(await received(to)).toHaveLength(8);
    expect(await account.asked()).toHaveLength(7);
    expect(await stateOf("sendgrid")).toMatchObject({ state: "closed", failures: 0 });
  });

  test("rests longer each time that its probe fails", async ({ expect }) => {
    const account = new ProviderAccount();
    const { send } = newMailer(account);
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await send();

    later(10_001);
    await send();
    expect(await account.asked()).toHaveLength(6);
    later(10_001);
    await send();
    expect(await account.asked()).toHaveLength(6);
    later(20_000);
    await send();

    expect(await account.asked()).toHaveLength(7);
    expect(await stateOf("sendgrid")).toMatchObject({ state: "open" });
  });

  test("is known to all isolates, and is probed by one of them", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await newMailer(account).send();
    expect(await stateOf("sendgrid")).toMatchObject({ state: "open" });

    later(10_001);
    const mailers = Array.from({ length: 6 }, () => newMailer(account));
    const jobs = await Promise.all(mailers.map(({ send }) => send()));

    expect(jobs.map((job) => job?.state)).toEqual(Array.from({ length: 6 }, () => "succeeded"));
    expect(await account.asked()).toHaveLength(6);
  });

  test("is probed again when whoever probed it was cut off", async ({ expect }) => {
    const account = new ProviderAccount();
    const { send } = newMailer(account);
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await send();
    await env.DB.prepare("UPDATE provider_states SET state = 'half_open', changed_at = ?").bind(Date.now()).run();
    await account.behaves({ status: 202 });

    await send();
    expect(await account.asked()).toHaveLength(5);
    later(60_001);
    await send();

    expect(await account.asked()).toHaveLength(6);
    expect(await stateOf("sendgrid")).toMatchObject({ state: "closed" });
  });

  test("that does not know our key opens its breaker, one that refuses mails does not", async ({ expect }) => {
    const [unknown, choosy] = [new ProviderAccount(), new ProviderAccount()];
    await unknown.behaves({ status: 401 });
    await choosy.behaves({ status: 400, body: { errors: [{ message: "no", field: "subject" }] } });

    for (let count = 0; count < 7; count += 1) await newMailer(choosy).send();
    expect(await stateOf("sendgrid")).toBeNull();
    for (let count = 0; count < 7; count += 1) await newMailer(unknown).send();

    expect(await choosy.asked()).toHaveLength(7);
    expect(await unknown.asked()).toHaveLength(5);
  });

  test("that wants less is left alone for as long as it says", async ({ expect }) => {
    const account = new ProviderAccount();
    const { send, post, run } = newMailer(account, { EMAIL_PROVIDERS: "sendgrid" });
    await account.behaves({ status: 429, headers: { "retry-after": "120" }, times: 1 });

    const first = await post();
    const refused = await run(first);
    expect(refused).toMatchObject({ state: "failed", attempts: 1 });
    expect(refused?.run_at).toBeGreaterThanOrEqual(Date.now() + 119_000);
    expect(await send()).toMatchObject({ state: "failed", attempts: 1 });
    expect(await account.asked()).toHaveLength(1);

    later(121_000);
    expect(await run(first)).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await account.asked()).toHaveLength(2);
  });
});

describe("a mail whose provider fails", () => {
  test("three times and then takes it, is sent once", async ({ expect }) => {
    const account = new ProviderAccount();
    const { post, run } = newMailer(account, { EMAIL_PROVIDERS: "sendgrid" });
    await account.behaves({ status: 500, times: 3 });
    const jobId = await post();

    const rows = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      rows.push(await run(jobId));
      later(10_000);
    }

    expect(rows.map((row) => row?.state)).toEqual([
      "failed",
      "failed",
      "failed",
      "succeeded",
      "succeeded",
      "succeeded",
    ]);
    const asked = await account.asked();
    expect(asked).toHaveLength(4);
    // The same key each time.
    expect(new Set(asked.map(({ body }) => JSON.parse(body).headers["Message-ID"])).size).toBe(1);
  });

  test("waits until the breaker lets one through, and is not lost", async ({ expect }) => {
    const account = new ProviderAccount();
    const { send, post, run } = newMailer(account, { EMAIL_PROVIDERS: "sendgrid" });
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await send();
    const jobId = await post();

    const waiting = await run(jobId);
    expect(waiting).toMatchObject({ state: "failed", attempts: 1 });
    expect(waiting?.last_error).toContain("breakers are open");
    expect(waiting?.run_at).toBeGreaterThan(Date.now() + 8_000);
    await account.behaves({ status: 202 });
    later(10_001);

    expect(await run(jobId)).toMatchObject({ state: "succeeded", attempts: 2 });
  });

  test.for([
    ["sendgrid", 401],
    ["ses", 403],
    ["sendgrid", 404],
  ] as const)("by our fault (%s answers %i) is sent once that is put right", async ([name, status], { expect }) => {
    const account = new ProviderAccount();
    const { post, run } = newMailer(account, { ...account[name](), EMAIL_PROVIDERS: name });
    await account.behaves({ status });
    const jobIds = [];
    for (let count = 0; count < 7; count += 1) jobIds.push(await post());

    for (const id of jobIds) expect(await run(id)).toMatchObject({ state: "failed", attempts: 1 });
    expect(await account.asked()).toHaveLength(5);
    await account.behaves({ status: name === "ses" ? 200 : 202 });
    later(10_001);

    for (const id of jobIds) expect(await run(id)).toMatchObject({ state: "succeeded", attempts: 2 });
  });
});

describe("the detailed health", () => {
  test("shows each provider's breaker, since when, and what it last said", async ({ expect }) => {
    const { token } = await signUpAs("admin");
    const account = new ProviderAccount();
    const { send, isolate } = newMailer(account);
    expect(await readHealth({ isolate }, token)).toMatchObject({ status: "ok" });
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await send();

    const { status, providers } = await readHealth(newMailer(account), token);

    expect(status).toBe("ok");
    const timestamp = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(providers.filter(({ channel }) => channel === "email")).toEqual([
      {
        channel: "email",
        provider: "sendgrid",
        state: "open",
        since: timestamp,
        failures: 5,
        nextTryAt: timestamp,
        lastFailure: { message: "the provider answered 500", at: timestamp },
      },
      {
        channel: "email",
        provider: "smtp",
        state: "closed",
        since: null,
        failures: 0,
        nextTryAt: null,
        lastFailure: null,
      },
    ]);
    expect(providers.map(({ channel }) => channel)).toEqual(["email", "email", "sms", "whatsapp", "push"]);
  });

  test("is degraded when a channel has no provider left", async ({ expect }) => {
    const { token } = await signUpAs("admin");
    const account = new ProviderAccount();
    const { send, isolate } = newMailer(account, { EMAIL_PROVIDERS: "sendgrid" });
    await account.behaves({ status: 500 });
    for (let count = 0; count < 5; count += 1) await send();

    expect(await readHealth({ isolate }, token)).toMatchObject({ status: "degraded" });
  });

  test("is for operators alone", async ({ expect }) => {
    const { isolate } = newMailer(new ProviderAccount());
    const { token } = await signUp();

    expect((await isolate.call("GET", "/health/detailed")).status).toBe(401);
    expect((await isolate.call("GET", "/health/detailed", { token })).status).toBe(403);
  });
});
