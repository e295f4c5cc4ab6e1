import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { sendMail } from "../../../src/platform/delivery/send-mail.ts";
import { forgetDelivery, newCourier, ProviderAccount } from "../../support/delivery.ts";
import { newName } from "../../support/people.ts";

beforeEach(forgetDelivery);
afterEach(() => vi.restoreAllMocks());

async function send(account: ProviderAccount, bindings: object, times = 1) {
  const courier = newCourier(bindings);
  const to = `Ann-${newName()}@example.com`;
  const mail = { to, template: "notification", subject: "s", text: "t", html: "h" };
  const jobs = [];
  for (let count = 0; count < times; count += 1) {
    jobs.push(await courier.run(await courier.post((deps) => sendMail(deps, mail, newName()))));
  }
  return { to, jobs, asked: await account.asked() };
}

const states = async () => (await env.DB.prepare("SELECT * FROM provider_states").all()).results;

describe("what a provider says", () => {
  test("is written down and logged without the address that it repeats, however it spells it", async ({ expect }) => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    const account = new ProviderAccount();
    const name = `ann-${newName()}`;
    const message = `forbidden to ${name.toUpperCase()}@Example.com (also <${name}@elsewhere.example>)`;
    await account.behaves({ status: 403, body: { errors: [{ message }] } });

    const { jobs } = await send(account, account.sendgrid(), 5);

    const written = JSON.stringify([jobs.map((job) => job?.last_error), await states(), log.mock.calls]).toLowerCase();
    expect(written).toContain("forbidden to …");
    expect(written).not.toContain(name);
    expect(await states()).toMatchObject([{ state: "open" }]);
  });

  test("of the recipients of an account in SES's sandbox opens no breaker", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const account = new ProviderAccount();
    const courier = newCourier(account.ses());
    const to = `${newName()}@example.com`;
    const message = `Email address is not verified. The following identities failed the check: ${to.toUpperCase()}`;
    await account.behaves({ status: 400, headers: { "x-amzn-errortype": "MessageRejected" }, body: { message } });
    const mail = { to, template: "notification", subject: "s", text: "t", html: "h" };

    for (let count = 0; count < 6; count += 1) {
      const id = await courier.post((deps) => sendMail(deps, mail, newName()));
      expect(await courier.run(id)).toMatchObject({ state: "failed", last_error: expect.stringContaining("…") });
    }

    expect(await account.asked()).toHaveLength(6);
    expect(await states()).toEqual([]);
  });
});
