import { env } from "cloudflare:workers";
import { beforeEach, describe, inject, test } from "vitest";
import { sendMail } from "../../../src/platform/delivery/send-mail.ts";
import { sendSms } from "../../../src/platform/delivery/send-sms.ts";
import { forgetDelivery, newCourier, ProviderAccount } from "../../support/delivery.ts";
import { call } from "../../support/http.ts";
import { newName, type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

beforeEach(forgetDelivery);

const smtp = inject("smtp");

function mailer(bindings: object) {
  const courier = newCourier(bindings);
  const post = (to: string, isEssential = false) =>
    courier.post((deps) =>
      sendMail(deps, { to, template: "t", subject: "s", text: "t", html: "h", isEssential }, newName()),
    );
  return { ...courier, send: async (to: string, isEssential = false) => courier.run(await post(to, isEssential)) };
}

type Suppression = { id: string; channel: string; hint: string; provider: string; reason: string };

async function suppressions({ token }: Person, query = ""): Promise<Suppression[]> {
  const response = await call("GET", `/api/v1/admin/suppressions${query}`, { token });
  return (await response.json<{ items: Suppression[] }>()).items;
}

describe("an address at which nobody can be reached", () => {
  test.for([
    ["SendGrid", { status: 400, body: { errors: [{ message: "bad", field: "personalizations.0.to.0.email" }] } }],
    ["SES", { status: 400, body: { message: "Missing final '@domain'" } }],
  ] as const)(
    "gets nothing more when %s says so, and the job is dead at once",
    async ([name, behaviour], { expect }) => {
      const account = new ProviderAccount();
      await account.behaves(behaviour);
      const { send } = mailer(name === "SES" ? account.ses() : account.sendgrid());
      const to = `Ada.${newName()}@example.com`;

      const first = await send(to);
      await account.behaves({ status: 202 });
      const second = await send(to.toLowerCase());

      expect(first).toMatchObject({ state: "dead", attempts: 1 });
      expect(second).toMatchObject({ state: "succeeded", attempts: 1 });
      expect(await account.asked()).toHaveLength(1);
      expect(await env.DB.prepare("SELECT channel, hint FROM suppressed_addresses").first()).toEqual({
        channel: "email",
        hint: "A…@example.com",
      });
    },
  );

  test("gets nothing more when its mail server says 5.1.1, not when it says another 550", async ({ expect }) => {
    const { send } = mailer({ EMAIL_PROVIDERS: "smtp", SMTP_URL: `smtp://127.0.0.1:${smtp.port}?tls=none` });

    const nobody = await send(`nobody-${newName()}@example.com`);
    const gone = await send(`gone-${newName()}@example.com`);

    expect([nobody?.state, gone?.state]).toEqual(["dead", "dead"]);
    const { results } = await env.DB.prepare("SELECT hint, reason FROM suppressed_addresses").all();
    expect(results).toEqual([{ hint: "n…@example.com", reason: expect.stringContaining("550 5.1.1 <…>") }]);
  });

  test.for([21_211, 21_610, 21_614])("gets nothing more when Twilio says %i", async (code, { expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 400, body: { code, message: "The number +96550001234 is not a valid one" } });
    const { post, run } = newCourier(account.twilio());
    const send = async () =>
      run(await post((deps) => sendSms(deps, { to: "+96550001234", template: "t", text: "t" }, newName())));

    expect([(await send())?.state, (await send())?.state]).toEqual(["dead", "succeeded"]);
    expect(await account.asked()).toHaveLength(1);
    const row = await env.DB.prepare("SELECT * FROM suppressed_addresses").first();
    expect(row).toMatchObject({ channel: "sms", hint: "+965…34", provider: "twilio" });
    expect(JSON.stringify(row)).not.toContain("96550001234");
  });

  test("gets nothing more when Cloudflare has suppressed it", async ({ expect }) => {
    let asked = 0;
    const refuse = () => {
      asked += 1;
      return Promise.reject(Object.assign(new Error("suppressed"), { code: "E_RECIPIENT_SUPPRESSED" }));
    };
    const { send } = mailer({ EMAIL_PROVIDERS: "cloudflare", EMAIL: { send: refuse } });
    const to = `${newName()}@example.com`;

    expect([(await send(to))?.state, (await send(to))?.state]).toEqual(["dead", "succeeded"]);
    expect(asked).toBe(1);
  });

  test("is tried all the same for what an account cannot do without, which clears nothing", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 400, body: { errors: [{ message: "bad", field: "personalizations.0.to" }] } });
    const { send } = mailer(account.sendgrid());
    const to = `${newName()}@example.com`;
    await send(to);
    await account.behaves({ status: 202 });

    expect(await send(to, true)).toMatchObject({ state: "succeeded" });
    expect(await send(to)).toMatchObject({ state: "succeeded" });

    expect(await account.asked()).toHaveLength(2);
  });
});

describe("an operator", () => {
  test("sees what is suppressed, finds an address, and has it tried again", async ({ expect }) => {
    const admin = await signUpAs("admin");
    const account = new ProviderAccount();
    await account.behaves({ status: 400, body: { errors: [{ message: "bad", field: "personalizations.0.to" }] } });
    const { send } = mailer(account.sendgrid());
    const to = `${newName()}@example.com`;
    for (const address of [to, `${newName()}@example.com`]) await send(address);
    expect(await suppressions(admin)).toHaveLength(2);
    expect(await suppressions(admin, "?limit=1")).toHaveLength(1);

    const found = await suppressions(admin, `?address=${encodeURIComponent(to.toUpperCase())}`);
    expect(found).toMatchObject([{ channel: "email", hint: `${to[0]}…@example.com`, provider: "sendgrid" }]);
    const removed = await call("DELETE", `/api/v1/admin/suppressions/${found[0]?.id}`, { token: admin.token });
    await account.behaves({ status: 202 });
    await send(to);

    expect(removed.status).toBe(204);
    expect(await suppressions(admin, `?address=${encodeURIComponent(to)}`)).toEqual([]);
    expect(await account.asked()).toHaveLength(3);
    const again = await call("DELETE", `/api/v1/admin/suppressions/${found[0]?.id}`, { token: admin.token });
    expect(again.status).toBe(404);
  });

  test("needs the permission, and leaves a trace in the audit log", async ({ expect }) => {
    const [ada, admin] = await Promise.all([signUp(), signUpAs("admin")]);
    const path = `/api/v1/admin/suppressions/supp_${"0".repeat(26)}`;

    for (const [method, at] of [
      ["GET", "/api/v1/admin/suppressions"],
      ["DELETE", path],
    ] as const) {
      expect((await call(method, at)).status).toBe(401);
      expect((await call(method, at, { token: ada.token })).status).toBe(403);
    }
    expect((await call("DELETE", path, { token: admin.token })).status).toBe(404);
    expect((await call("DELETE", "/api/v1/admin/suppressions/nonsense", { token: admin.token })).status).toBe(404);

    const { results } = await env.DB.prepare("SELECT * FROM audit_entries WHERE action = 'delivery.unsuppress'").all();
    expect(results.length).toBeGreaterThanOrEqual(1);
  });
});
