import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { suppressAddress } from "../../../src/platform/delivery/suppressions.ts";
import { hubOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { silentDeps } from "../../support/lanes.ts";
import { choose, deliveriesOf, listOf, newestOf, only, tell, untilDelivered } from "../../support/notifications.ts";
import { codeIn, mailsTo, signUp } from "../../support/people.ts";
import { type Enrolled, signUpWithTwoFactor, stopClock } from "../../support/two-factor.ts";

beforeEach(() => stopClock());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

let phones = 0;

/** Somebody who has proved that a phone is theirs. */
async function withPhone(): Promise<{ ada: Enrolled; phone: string }> {
  phones += 1;
  const [ada, phone] = [await signUpWithTwoFactor(), `+9656${String(Date.now()).slice(-6)}${phones}`];
  await ada.call("PUT", "/api/v1/2fa/methods/sms", { json: { phone } });
  const code = await eventually(async () => {
    const [message] = await mailsTo(phone);
    if (!message) throw new Error("no code yet");
    return codeIn(message);
  });
  const answer = await ada.call("PUT", "/api/v1/2fa/methods/sms", { json: { phone, code } });
  if (answer.status !== 204) throw new Error(await answer.text());
  return { ada, phone };
}

/** What a phone was told, but for codes. */
const toldOn = async (phone: string) => (await mailsTo(phone)).filter(({ template }) => template === "notification");

describe("a message to a phone", () => {
  test("comes at first of what is critical alone", async () => {
    const { ada, phone } = await withPhone();
    await tell(ada, { type: "mention", title: "Somebody mentioned you" });
    await tell(ada, { type: "payment_failed", title: "Your payment failed", message: "Gold", link: "/payments/1" });

    // Of the phone itself an alert is on its way, too.
    const [failed] = (await listOf(ada, "?type=payment_failed")).items;
    await untilDelivered(ada, failed?.id ?? "", [
      { channel: "email", state: "sent" },
      { channel: "sms", state: "sent", provider: "outbox" },
    ]);
    const messages = (await toldOn(phone)).map(({ channel, text }) => [channel, text]);
    expect(messages).toContainEqual(["sms", "Your payment failed: Gold http://localhost:8787/payments/1"]);
    expect(messages.filter(([, text]) => text?.includes("mentioned"))).toEqual([]);
  });

  test("goes over WhatsApp where that is chosen, and never past its length", async () => {
    const { ada, phone } = await withPhone();
    await choose(ada, { types: { mention: only("inApp", "whatsapp") } });

    await tell(ada, { title: "T".repeat(200), message: "👩‍👩‍👧 ".repeat(300), link: "/posts/1" });

    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [{ channel: "whatsapp", state: "sent" }]);
    const message = (await toldOn(phone)).find(({ channel }) => channel === "whatsapp");
    expect(message?.text.length).toBeLessThanOrEqual(480);
    expect(message?.text.isWellFormed()).toBe(true);
    expect(message?.text).toMatch(/… http:\/\/localhost:8787\/posts\/1$/);
  });

  test("comes ten times a day at most, but for what is critical", async () => {
    const { ada } = await withPhone();
    await choose(ada, { types: { mention: only("inApp", "sms") } });
    for (let count = 0; count < 12; count += 1) await tell(ada);

    const [last] = (await listOf(ada, "?type=mention")).items;
    const states = await untilDelivered(ada, last?.id ?? "", [{ state: "skipped" }]);
    await tell(ada, { type: "payment_failed" });

    expect(states).toMatchObject([{ channel: "sms", reason: "Too many messages to the phone." }]);
    const [failed] = (await listOf(ada, "?type=payment_failed")).items;
    await untilDelivered(ada, failed?.id ?? "", [{ channel: "email" }, { channel: "sms", state: "sent" }]);
  });
});

describe("what a provider says", () => {
  test("of an address that is suppressed, the history does", async () => {
    const ada = await signUp();
    const { deps } = silentDeps();
    await suppressAddress(deps, "email", ada.email, { provider: "smtp", reason: "no such mailbox" });

    await tell(ada);

    const { id } = await newestOf(ada);
    expect(await untilDelivered(ada, id, [{ state: "skipped" }])).toMatchObject([
      { channel: "email", reason: "the address is suppressed" },
    ]);
  });

  test("of a delay stands until it is sent after all, and what was sent stays so", async () => {
    const ada = await signUp();
    await runInDurableObject(hubOf(ada), (hub) => void vi.spyOn(hub, "takeDelivery").mockReturnValue(null));
    await tell(ada);
    const key = { notificationId: (await newestOf(ada)).id, channel: "email", target: "" } as const;
    const history: unknown[] = [];
    const outcomes = [
      { state: "queued", reason: "smtp: try later" },
      { state: "failed", reason: "smtp: never" },
      { state: "sent", provider: "ses" },
      { state: "failed", reason: "told late" },
    ] as const;

    for (const outcome of outcomes) {
      await hubOf(ada).settleDelivery(key, outcome);
      history.push(...(await deliveriesOf(ada, key.notificationId)));
    }

    expect(history).toMatchObject([outcomes[0], outcomes[1], outcomes[2], outcomes[2]]);
  });
});
