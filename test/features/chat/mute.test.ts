import { beforeAll, describe, test } from "vitest";
import { listen, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { groupOf, openGroup, put, remove } from "../../support/groups.ts";
import { type Person, signUp } from "../../support/people.ts";

const mute = (person: Person, id: string, json: object = {}) =>
  person.call("PUT", `/api/v1/conversations/${id}/mute`, { json });
const unmute = (person: Person, id: string) => person.call("DELETE", `/api/v1/conversations/${id}/mute`);

let ada: Person;
let grace: Person;

beforeAll(async () => {
  [ada, grace] = await Promise.all([signUp(), signUp()]);
}, 30_000);

describe("a muted conversation", () => {
  test("notifies nothing, and counts what is unread all the same", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const told = await listen(grace);

    expect((await mute(grace, id)).status).toBe(204);
    await post(ada, id, "1");

    await eventually(async () => expect(await groupOf(grace, id)).toMatchObject({ unreadCount: 1 }));
    expect(told.ofType("notification.created")).toEqual([]);
    expect(await groupOf(grace, id)).toMatchObject({ mutedUntil: "9999-12-31T23:59:59.999Z" });
    expect(await groupOf(ada, id)).toMatchObject({ mutedUntil: null });
  });

  test("is muted until then, and notifies again when it is unmuted", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await mute(grace, id, { until });
    expect(await groupOf(grace, id)).toMatchObject({ mutedUntil: until });

    expect((await unmute(grace, id)).status).toBe(204);
    const told = await listen(grace);
    await post(ada, id, "1");

    await eventually(() => expect(told.ofType("notification.created")).toHaveLength(1));
    expect(await groupOf(grace, id)).toMatchObject({ mutedUntil: null });
  });

  test("that one has left and come back to is muted no longer", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    await mute(grace, id);
    await remove(grace, id, grace.id);

    await put(ada, id, grace.id);

    expect(await groupOf(grace, id)).toMatchObject({ mutedUntil: null });
  });

  test.for([
    ["a time that is past", { until: "2020-01-01T00:00:00.000Z" }],
    ["no time at all", { until: "soon" }],
    ["an unknown key", { forever: true }],
  ] as const)("until %s is refused", async ([, json], { expect }) => {
    const id = await openGroup(ada, [grace]);

    expect((await mute(grace, id, json)).status).toBe(422);
  });
});
