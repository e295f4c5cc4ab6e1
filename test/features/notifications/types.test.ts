import { describe, expect, test } from "vitest";
import { NotificationType } from "../../../src/features/notifications/contract.ts";
import { listen, post } from "../../support/chat.ts";
import { type Act, deeds, dying } from "../../support/deeds.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { choose, listOf, only, untilDelivered } from "../../support/notifications.ts";
import { mailsTo, mailTo, openConversation, type Person, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

const atOnce: Act = (person, method, path, json) =>
  call(method, `/api/v1${path}`, { token: person.token, ...(json && { json }) });

const sweep = () => newIsolate().sweep();

/** Somebody's socket, once it stands; they want a mail of everything. */
async function attend(person: Person): Promise<Stream> {
  const types = Object.fromEntries(NotificationType.options.map((type) => [type, only("inApp", "email")]));
  await choose(person, { types });
  return listen(person);
}

/** What a notification says beyond its title: nothing, but for an alert, whose words are many. */
const unsaid = (type: string): unknown => (type === "security_alert" ? expect.any(String) : "");

const created = (stream: Stream) => stream.ofType("notification.created");

/** The mails that tell of one thing: those that only came because somebody signed up are not among them. */
const mailsOf = async ({ email }: Person, template: string) =>
  (await mailsTo(email)).filter((mail) => mail.template === template);

test("every type is among the deeds, or a message", () => {
  const types = new Set([...deeds.map(({ type }) => type), "new_message"]);

  expect([...types].toSorted()).toEqual(NotificationType.options.toSorted());
});

describe.for(deeds)("$name", ({ type, mail: template = "notification", arrange }) => {
  test("is told on the open socket, in the list and by mail, in the right words", async () => {
    const { told, by, run, words } = await arrange();
    const stream = await attend(told);

    const made = await run(atOnce);
    if (type.startsWith("payment_")) await sweep();

    await eventually(() => expect(created(stream)).toHaveLength(1));
    const { groupKey = null, message = unsaid(type), ...said } = words(made);
    const { items } = await listOf(told);
    expect(items[0]).toMatchObject({ type, groupKey, groupCount: 1, read: false, message, ...said });
    expect(items[0]?.metadata).toEqual(said.metadata);
    expect(items[0]?.actor?.id).toBe(by?.id);
    expect(created(stream)[0]).toMatchObject({ notification: items[0] });
    const { subject } = await mailTo(told.email, template);
    expect(subject).toBe(said.title);
  });

  test("is told once after a crash between what was done and who hears of it", async () => {
    const { told, run } = await arrange();
    const stream = await attend(told);
    await run(dying);
    const before = await listOf(told);

    await sweep();
    await Promise.all([sweep(), sweep()]);

    await eventually(() => expect(created(stream)).toHaveLength(1));
    const { items, total } = await listOf(told);
    await mailTo(told.email, template);
    if (template === "notification") await untilDelivered(told, items[0]?.id ?? "", [{ state: "sent" }]);
    expect([total - before.total, created(stream).length]).toEqual([1, 1]);
    expect(await mailsOf(told, template)).toHaveLength(1);
  });
});

test("a message is told on the open socket, in the list and by mail, in the right words", async () => {
  const [ada, grace] = await Promise.all([signUp(), signUp({ displayName: "Grace Hopper" })]);
  const [stream, id] = [await attend(ada), await openConversation(ada, grace)];

  await post(grace, id, "1", "Are you there?");

  await eventually(() => expect(created(stream)).toHaveLength(1));
  const { items } = await listOf(ada);
  expect(items).toMatchObject([{ type: "new_message", title: "Grace Hopper", message: "Are you there?" }]);
  expect(created(stream)[0]).toMatchObject({ notification: items[0] });
  expect((await mailTo(ada.email, "notification")).subject).toBe("Grace Hopper");
});
