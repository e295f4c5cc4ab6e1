import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, createClient, type Result } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Server, startServer } from "../support/server.ts";

const root = join(import.meta.dirname, "..", "..");

let server: Server;
let ada: Client;
beforeAll(async () => {
  server = await startServer({ env: { SEED: "world" } });
  ada = await signedIn();
}, 120_000);
afterAll(() => server.stop());

async function signedIn(): Promise<Client> {
  const client = createClient(server.url, { tokenTransport: "body" });
  await dataOf(client.auth.login({ email: "ada@example.com", password: "atrium demo passphrase" }));
  return client;
}

async function dataOf<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error } = await call;
  if (error) throw new Error(JSON.stringify(error));
  return data;
}

/** Calls a door of development. */
const post = (path: string, body?: object) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });

/** As much as Ada sees of it all. */
async function world() {
  const [posts, spaces, invitations, conversations, plans, jobs, applications, notifications] = await Promise.all([
    dataOf(ada.community.feed("global", { limit: 100 })),
    dataOf(ada.spaces.list()),
    dataOf(ada.spaces.invitations.list()),
    dataOf(ada.chat.list()),
    dataOf(ada.memberships.plans()),
    dataOf(ada.careers.jobs()),
    dataOf(ada.careers.applications()),
    dataOf(ada.notifications.list({ limit: 100 })),
  ]);
  const comments = await Promise.all(posts.items.map(({ id }) => dataOf(ada.community.comments.list(id))));
  const messages = await Promise.all(conversations.items.map(({ id }) => dataOf(ada.chat.messages(id))));
  const people = new Set(posts.items.map(({ author }) => author?.username));
  return {
    people: people.size,
    posts: posts.items.map(({ id, content, counters: { likes } }) => ({ id, content, likes })),
    comments: comments.flatMap(({ items }) => items.map(({ id }) => id)),
    spaces: spaces.items.map(({ id, memberCount }) => ({ id, memberCount })),
    invitations: invitations.items.map(({ space }) => space.name),
    messages: messages.flatMap(({ items }) => items.map(({ id, reactions }) => ({ id, reactions }))),
    plans: plans.items.map(({ name }) => name),
    jobs: jobs.items.map(({ title }) => title),
    applications: applications.items.map(({ status }) => status),
    notifications: notifications.items.map(({ id, type, groupCount }) => ({ id, type, groupCount })),
  };
}

test("a fresh server is full of people and what they do, and stays as it is when it is seeded again", async () => {
  // Nobody waits for it at a start.
  await eventually(() => expect(server.output()).toContain("The demo data is there"), { timeout: 60_000 });
  // Counters reach lists within moments.
  await eventually(
    async () => expect((await world()).posts.filter(({ likes }) => likes > 0).length).toBeGreaterThan(25),
    {
      timeout: 20_000,
    },
  );
  const before = await world();

  const again = await post("/dev/seed/world");
  const after = await world();

  expect(await again.json()).toEqual({ isNew: false });
  expect(after).toEqual(before);
  expect(before.people).toBeGreaterThanOrEqual(25);
  expect(before.posts.length).toBeGreaterThanOrEqual(35);
  expect(new Set(before.posts.map(({ content }) => content)).size).toBe(before.posts.length);
  expect(before.comments.length).toBe(20);
  expect(before.invitations).toEqual(["Programme Committee"]);
  expect(before.messages.some(({ reactions }) => reactions.length > 0)).toBe(true);
  expect([before.spaces.length, before.plans.length, before.jobs.length]).toEqual([3, 3, 3]);
  expect(before.applications).toEqual(["interview"]);
  const types = new Set(before.notifications.map(({ type }) => type));
  for (const type of ["new_follower", "mention", "post_liked", "new_comment", "space_invitation"])
    expect(types).toContain(type);
}, 120_000);

/** `npm run seed`, without npm. */
function seed(...args: string[]): { output: string; status: number | null } {
  const command = ["scripts/run.mjs", "scripts/seed.ts", "--url", server.url, ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
  return { output: stdout + stderr, status };
}

test("people, posts and follows are made by the thousand, and those that are there are not made again", async () => {
  const first = seed("--users", "1200", "--posts", "1500", "--follows", "3000");
  const again = seed("--users", "1200", "--posts", "1500", "--follows", "3000");
  const wrong = seed("--users", "many");
  const profile = await dataOf(ada.people.get("load_0"));
  const last = await dataOf(ada.people.get("load_1199"));
  const { items } = await dataOf(ada.community.feed("user:load_0", { limit: 100 }));

  expect(first).toMatchObject({ status: 0, output: expect.stringContaining("users    1,200 new, of 1,200") });
  expect(again.output.match(/ 0 new/g)).toHaveLength(3);
  expect(wrong).toMatchObject({ status: 1, output: expect.stringContaining("--users must be a number") });
  // By Zipf: the first of them is the one that most follow, and that has written most.
  expect(profile.followers).toBeGreaterThan(50);
  expect(last.followers).toBeLessThan(10);
  expect(items.length).toBeGreaterThan(50);
}, 120_000);

test("a step of load is bounded, and wants to be well formed", async () => {
  const step = { kind: "users", from: 0, count: 1, people: 1 };
  const answers = await Promise.all(
    [{ ...step, count: 1_001 }, { ...step, kind: "roles" }, {}].map((body) => post("/dev/seed/load", body)),
  );

  expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
});
