import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { mailsTo, mailTo, type Person, signIn, signUp } from "../../support/people.ts";
import { later, minuteMs, sessionsOf, write } from "../../support/sessions.ts";
import { noticesTo, refreshed, times } from "../../support/two-factor.ts";

// The clock stands still, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => vi.useRealTimers());

/** Reads as somebody from these addresses, one after the other. */
async function readFrom(person: Person, addresses: string[], stepMs = 1_000): Promise<void> {
  for (const from of addresses) {
    later(stepMs);
    const response = await person.call("GET", "/api/v1/me", { from });
    if (response.status !== 200) throw new Error(`refused: ${response.status}`);
  }
}

/** When a session was seen at two addresses, as a session that stays where it is reads it. */
async function seenAt(person: Person, by: Person): Promise<string | null | undefined> {
  return (await sessionsOf(by)).find(({ id }) => id === person.sessionId)?.concurrentUseAt;
}

/** Somebody at an address of theirs, where a session was begun, and another session of theirs that looks on. */
async function atHome() {
  const looker = await signUp();
  const home = newAddress();
  return { person: await signIn(looker.email, { from: home }), home, looker };
}

const told = async (person: Person) => (await noticesTo(person)).filter((kind) => kind === "concurrent_use").length;

describe("a session that is used from two addresses in turn", () => {
  test("is seen, listed, and its owner is told from where, once", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const away = newAddress();

    await readFrom(person, [home, away, home]);
    const seen = await seenAt(person, looker);
    const at = new Date().toISOString();
    await readFrom(person, [away, home, away, home]);

    expect(seen).toBe(at);
    const mail = await mailTo(person.email, "concurrent_use");
    expect(mail.text).toContain(home);
    await eventually(async () => expect(await told(person)).toBe(1));
    expect((await mailsTo(person.email)).filter(({ template }) => template === "concurrent_use")).toHaveLength(1);
    const alerts = await (
      await looker.call("GET", "/api/v1/notifications?type=security_alert")
    ).json<{
      items: { title: string }[];
    }>();
    expect(alerts.items.map(({ title }) => title)).toContain("A session of yours is used from two places");
    expect(await seenAt(person, looker)).toBe(new Date().toISOString());
    expect(await seenAt(looker, looker)).toBeNull();
  });

  test("is seen though the calls reach several isolates, and the hub slept in between", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const [one, other] = [newIsolate(), newIsolate()];
    const away = newAddress();
    const read = (isolate: typeof one, from: string) =>
      isolate.call("GET", "/api/v1/me", { token: person.token, from });

    await read(one, home);
    await read(other, away);
    await evictAllDurableObjects();
    later(5_000);
    await read(one, home);

    expect(await seenAt(person, looker)).toBe(new Date().toISOString());
  });

  test("at the same moment, twenty times over, is told once", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const away = newAddress();

    await times(20, (at) => write(person, { from: at % 2 === 0 ? home : away }));

    expect(await seenAt(person, looker)).not.toBeNull();
    await eventually(async () => expect(await told(person)).toBe(1));
  });

  test("is told by the next call where a socket showed it", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    await readFrom(person, [home, newAddress()]);
    later(1_000);

    const { webSocket } = await person.call("GET", "/api/v1/activity/live", {
      from: home,
      headers: { upgrade: "websocket" },
    });
    webSocket?.accept();
    webSocket?.close();
    const seen = await seenAt(person, looker);
    const before = await told(person);
    await readFrom(person, [home, home], 10_000);

    expect([typeof seen, before]).toEqual(["string", 0]);
    await eventually(async () => expect(await told(person)).toBe(1));
  });

  test("is told again after an hour, if it is seen again", async ({ expect }) => {
    const { person, home } = await atHome();
    const away = newAddress();
    await readFrom(person, [home, away, home]);
    await eventually(async () => expect(await told(person)).toBe(1));

    later(61 * minuteMs);
    const fresh = await refreshed(person);
    await readFrom(fresh, [away, home, away]);

    await eventually(async () => expect(await told(person)).toBe(2));
  });

  test("is told a little later when it could not be told at first, and the call succeeds", async ({ expect }) => {
    const { person, home } = await atHome();
    const away = newAddress();
    const broken = newIsolate({ DB: failingDatabase('insert into "events"', "D1 is down", 1) });
    const read = async (from: string) => {
      later(1_000);
      return (await broken.call("GET", "/api/v1/me", { token: person.token, from })).status;
    };

    const statuses = [await read(home), await read(away), await read(home), await read(away), await read(home)];
    const before = await told(person);
    later(30_000);
    statuses.push(await read(away));

    expect([statuses, before]).toEqual([statuses.map(() => 200), 0]);
    await eventually(async () => expect(await told(person)).toBe(1));
  });
});

describe("a session that is not", () => {
  test("because it moves from one address to another for good", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const [away, further] = [newAddress(), newAddress()];

    await readFrom(person, [home, home, away, away, away, further, further]);

    expect([await seenAt(person, looker), await told(person)]).toEqual([null, 0]);
  });

  test("because it comes back after more than five minutes", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const away = newAddress();

    await readFrom(person, [home, away]);
    later(5 * minuteMs - 1_000);
    await readFrom(person, [home]);

    expect([await seenAt(person, looker), await told(person)]).toEqual([null, 0]);
  });

  test("because its device has many addresses in one network of IPv6", async ({ expect }) => {
    const { person, looker } = await atHome();
    const [one, other] = ["2001:db8:77:1::1", "2001:db8:77:1:abcd::2"];

    await readFrom(person, [one, other, one, other]);
    const before = await seenAt(person, looker);
    await readFrom(person, ["2001:db8:77:2::1", one]);

    expect([before, await seenAt(person, looker)]).toEqual([null, new Date().toISOString()]);
  });

  test("because two sessions of one person are at two addresses", async ({ expect }) => {
    const { person, home, looker } = await atHome();
    const away = newAddress();
    const phone = await signIn(person.email, { from: away });

    for (let at = 0; at < 3; at += 1) {
      await readFrom(person, [home]);
      await readFrom(phone, [away]);
    }

    expect([await seenAt(person, looker), await seenAt(phone, looker), await told(person)]).toEqual([null, null, 0]);
  });
});
