import { beforeEach, describe, test } from "vitest";
import { sendSms } from "../../../src/platform/delivery/send-sms.ts";
import { sendWhatsApp } from "../../../src/platform/delivery/send-whatsapp.ts";
import { forgetDelivery, newCourier, ProviderAccount } from "../../support/delivery.ts";
import { newName } from "../../support/people.ts";

beforeEach(forgetDelivery);

let numbers = 50_000_000;
const newNumber = () => `+965${(numbers += 1)}`;

async function send(channel: "sms" | "whatsapp", bindings: object) {
  const courier = newCourier(bindings);
  const to = newNumber();
  const message = { to, template: "notification", text: "Ann & Bob: ½ price" };
  const jobId = await courier.post((deps) => (channel === "sms" ? sendSms : sendWhatsApp)(deps, message, newName()));
  return { to, job: await courier.run(jobId) };
}

describe("a message through Twilio", () => {
  test("is a form with our account's name and token", async ({ expect }) => {
    const account = new ProviderAccount();

    const { to, job } = await send("sms", account.twilio());

    expect(job).toMatchObject({ state: "succeeded" });
    const [asked] = await account.asked();
    const sid = `AC${"0".repeat(32)}`;
    expect(asked).toMatchObject({
      method: "POST",
      path: `/twilio/${account.key}/2010-04-01/Accounts/${sid}/Messages.json`,
      headers: {
        authorization: `Basic ${btoa(`${sid}:the token`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
    });
    const form = Object.fromEntries(new URLSearchParams(asked?.body));
    expect(form).toEqual({ To: to, From: "+15005550006", Body: "Ann & Bob: ½ price" });
  });

  test("goes by a messaging service where one is given", async ({ expect }) => {
    const account = new ProviderAccount();

    await send("sms", { ...account.twilio(), TWILIO_FROM: "MG0123" });

    const [asked] = await account.asked();
    expect(new URLSearchParams(asked?.body).get("MessagingServiceSid")).toBe("MG0123");
    expect(new URLSearchParams(asked?.body).has("From")).toBe(false);
  });

  test("over WhatsApp names both ends so, and uses the approved template where there is one", async ({ expect }) => {
    const account = new ProviderAccount();
    const TWILIO_WHATSAPP_CONTENT_SID = `HX${"a".repeat(32)}`;

    const plain = await send("whatsapp", account.twilio());
    const templated = await send("whatsapp", { ...account.twilio(), TWILIO_WHATSAPP_CONTENT_SID });

    const forms = (await account.asked()).map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    const From = "whatsapp:+14155238886";
    expect(forms).toEqual([
      { To: `whatsapp:${plain.to}`, From, Body: "Ann & Bob: ½ price" },
      {
        To: `whatsapp:${templated.to}`,
        From,
        ContentSid: TWILIO_WHATSAPP_CONTENT_SID,
        ContentVariables: JSON.stringify({ 1: "Ann & Bob: ½ price" }),
      },
    ]);
  });

  test.for([
    ["the token is wrong", { status: 401, body: { code: 20_003, message: "Authenticate" } }, "failed"],
    ["the sender is not ours", { status: 400, body: { code: 21_606, message: "no" } }, "failed"],
    ["there were too many", { status: 429, body: { code: 20_429, message: "no" } }, "failed"],
    ["it fails", { status: 500 }, "failed"],
  ] as const)("is given up or tried again as the answer says: when %s", async ([, behaviour, state], { expect }) => {
    const account = new ProviderAccount();
    await account.behaves(behaviour);

    expect((await send("sms", account.twilio())).job).toMatchObject({ state, attempts: 1 });
  });

  test("is kept in the outbox in development, by SMS and over WhatsApp", async ({ expect }) => {
    const courier = newCourier({});
    const to = newNumber();
    const message = { to, template: "notification", text: "hello" };

    for (const sendBy of [sendSms, sendWhatsApp]) {
      await courier.run(await courier.post((deps) => sendBy(deps, message, newName())));
    }

    const response = await courier.isolate.call("GET", `/dev/outbox?to=${encodeURIComponent(to)}`);
    const { items } = await response.json<{ items: { channel: string }[] }>();
    expect(items.map(({ channel }) => channel).toSorted()).toEqual(["sms", "whatsapp"]);
    expect(items).toMatchObject([{ to, text: "hello" }, {}]);
  });
});
