import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { noticeKinds, tellOwner } from "../../../src/features/users/index.ts";
import { commit } from "../../../src/platform/db/database.ts";
import { dispatchEvents } from "../../../src/platform/events/dispatch.ts";
import { followUp, reactions } from "../../../src/reactions.ts";
import { mailsTo, mailTo, type Person, signUp } from "../../support/people.ts";

type Kind = (typeof noticeKinds)[number];
type Alert = { type: string; title: string; message: string; link: string; metadata: object };

/** Tells a person something, with the event's reactions run so many times. */
async function tell(
  person: Person,
  kind: Kind,
  { times = 1, details = {}, email }: { times?: number; details?: Record<string, string>; email?: string } = {},
): Promise<void> {
  const deps = createDeps(env, { requestId: "req_test" });
  await commit(deps, [tellOwner(deps, person.id, kind, details, email === undefined ? {} : { email })]);
  const [eventId = ""] = deps.recordedEvents;
  for (let run = 1; run < times; run += 1) {
    await dispatchEvents(deps, reactions, [eventId]);
    // As if the marks that they were done had been lost.
    await env.DB.batch([
      env.DB.prepare("DELETE FROM event_reactions WHERE event_id = ?").bind(eventId),
      env.DB.prepare("UPDATE events SET state = 'pending' WHERE id = ?").bind(eventId),
    ]);
  }
  await followUp(deps);
}

async function alertsOf(person: Person): Promise<Alert[]> {
  const response = await person.call("GET", "/api/v1/notifications?type=security_alert");
  return (await response.json<{ items: Alert[] }>()).items;
}

const noticesTo = async (email: string) =>
  // That they registered, and are welcome, is none.
  (await mailsTo(email)).filter(({ template }) => !["verification", "welcome"].includes(template));

describe("the owner of an account", () => {
  test.for([...noticeKinds])(
    "is told once by mail and once in the app of %s, however often it is done",
    async (kind, { expect }) => {
      const person = await signUp();

      await tell(person, kind, { times: 3 });

      const mail = await mailTo(person.email, kind);
      expect(await noticesTo(person.email)).toHaveLength(1);
      expect(mail.subject).toMatch(/^[^\r\n]{10,80}$/);
      expect(mail.text).toContain(`Hello ${person.username},`);
      expect(mail.text).toMatch(/\/settings$/);
      expect(await alertsOf(person)).toMatchObject([
        { type: "security_alert", title: mail.subject, link: "/settings/activity", metadata: { userId: person.id } },
      ]);
    },
  );

  test("is told that the password was changed in these words", async ({ expect }) => {
    const person = await signUp();

    await tell(person, "password_changed");

    expect((await mailTo(person.email, "password_changed")).subject).toBe("Your password was changed");
  });

  test("reads details as they are, and no mail client runs them", async ({ expect }) => {
    const person = await signUp();
    const details = { device: `<img src=x onerror="alert(1)">`, newEmail: "a@example.com" };

    await tell(person, "email_changed", { details });

    const mail = await mailTo(person.email, "email_changed");
    expect(mail.text).toContain(`Device: <img src=x onerror="alert(1)">`);
    expect(mail.text).toContain("New email: a@example.com");
    expect(mail.html).not.toContain("<img");
    expect(mail.html).toContain("&#60;img");
    expect((await alertsOf(person))[0]?.message).toContain("New email: a@example.com");
  });

  test("reads each detail on one line, whatever somebody put into it", async ({ expect }) => {
    const person = await signUp();
    const details = { "na\r\nme": `one\r\nSubject: two\u001b[31m\u2028three\u202E${"x".repeat(5_000)}` };

    await tell(person, "passkey_added", { details });

    const { subject, text } = await mailTo(person.email, "passkey_added");
    expect(subject).toBe("A passkey was added");
    expect(text).toContain("Na me: one Subject: two [31m three xxx");
    expect(text.length).toBeLessThan(1_000);
  });

  test("is told at the address that they had, where it has changed", async ({ expect }) => {
    const person = await signUp();
    const old = `old-${person.email}`;

    await tell(person, "email_changed", { email: old });

    expect((await mailTo(old, "email_changed")).to).toBe(old);
    expect(await noticesTo(person.email)).toEqual([]);
    expect(await alertsOf(person)).toHaveLength(1);
  });
});
