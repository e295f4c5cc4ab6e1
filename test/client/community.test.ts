import { afterAll, beforeAll, expect, test } from "vitest";
import { type Client, createClient, type Result } from "../../src/client/index.ts";
import { type Server, startServer } from "../support/server.ts";

let server: Server;
let ada: Client;
let grace: Client;
let admin: Client;
let graceId: string;

beforeAll(async () => {
  server = await startServer();
  [ada, grace, admin] = await Promise.all([signedIn("ada"), signedIn("grace"), signedIn("admin")]);
  ({ id: graceId } = await dataOf(grace.me.get()));
}, 120_000);

afterAll(() => server.stop());

async function signedIn(name: string): Promise<Client> {
  const client = createClient(server.url, { tokenTransport: "body" });
  await dataOf(client.auth.login({ email: `${name}@example.com`, password: "atrium demo passphrase" }));
  return client;
}

/** The data of a call that must not fail. */
async function dataOf<T>(call: Promise<Result<T>>): Promise<T> {
  const { data, error } = await call;
  if (error) throw new Error(JSON.stringify(error));
  return data;
}

const key = (bytes: number[]) => Buffer.from(bytes).toString("base64url");
const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

test("a post is published, found in feeds, liked, seen, edited, searched and deleted", async () => {
  await dataOf(grace.people.follow("ada"));
  const word = `hellebore${Date.now()}`;

  const post = await dataOf(ada.community.publish({ content: `The first ${word}, @grace` }));
  const [home, everybody, hers] = [
    await dataOf(grace.community.feed("home")),
    await dataOf(grace.community.feed("global", { limit: 5 })),
    await dataOf(grace.community.feed("user:ada")),
  ];
  await dataOf(grace.community.like(post.id));
  await dataOf(grace.community.view(post.id));
  const liked = await dataOf(grace.community.get(post.id));
  await dataOf(grace.community.unlike(post.id));
  const edited = await dataOf(ada.community.edit(post.id, `The last ${word}`));
  const found = await dataOf(grace.community.search("posts", word));
  const people = await dataOf(grace.community.search("users", "ada"));
  await dataOf(ada.community.remove(post.id));
  const gone = await grace.community.get(post.id);

  for (const feed of [home, everybody, hers, found]) expect(idsOf(feed)).toContain(post.id);
  expect(liked).toMatchObject({ liked: true, counters: { likes: 1, views: 1 } });
  expect(edited.editedAt).not.toBeNull();
  expect(people.items.map(({ username }) => username)).toContain("ada");
  expect(gone.error?.code).toBe("NOT_FOUND");
});

test("a comment is written, answered, liked, edited and taken back", async () => {
  const post = await dataOf(ada.community.publish({ content: "Who waters today?" }));

  const comment = await dataOf(grace.community.comments.create(post.id, { content: "I can" }));
  const answer = await dataOf(ada.community.comments.create(post.id, { content: "Thanks", parentId: comment.id }));
  await dataOf(ada.community.comments.like(comment.id));
  await dataOf(grace.community.comments.edit(comment.id, "I will"));
  const { items } = await dataOf(ada.community.comments.list(post.id));
  await dataOf(ada.community.comments.unlike(comment.id));
  await dataOf(ada.community.comments.remove(answer.id));
  const after = await dataOf(grace.community.comments.list(post.id));

  expect(items).toMatchObject([
    { id: comment.id, content: "I will", likes: 1, liked: true, replies: 1 },
    { id: answer.id, parentId: comment.id },
  ]);
  expect(idsOf(after)).toEqual([comment.id]);
});

test("a person is followed and unfollowed", async () => {
  await dataOf(ada.people.follow("grace"));
  const followed = await dataOf(ada.people.get("grace"));
  const followers = await dataOf(ada.people.followers("grace"));
  const following = await dataOf(grace.people.following("ada"));
  await dataOf(ada.people.unfollow("grace"));
  const unfollowed = await dataOf(ada.people.get("grace"));
  const oneself = await ada.people.follow("ada");

  expect(followed).toMatchObject({ isFollowing: true, followers: 1 });
  expect(followers.items.map(({ username }) => username)).toEqual(["ada"]);
  expect(following.items.map(({ username }) => username)).toEqual(["grace"]);
  expect(unfollowed).toMatchObject({ isFollowing: false, followers: 0 });
  expect(oneself.error?.code).toBe("VALIDATION_FAILED");
});

test("a space is made, changed, joined by invitation, left and deleted", async () => {
  const { id } = await dataOf(ada.spaces.create({ name: "Orchard", visibility: "private" }));
  const hidden = await grace.spaces.get(id);
  const sent = await dataOf(ada.spaces.invitations.send(id, graceId));
  const own = await dataOf(grace.spaces.invitations.list());
  const open = await dataOf(ada.spaces.invitations.listOf(id));
  const accepted = await dataOf(grace.spaces.invitations.accept(sent.id));
  const role = await dataOf(ada.spaces.members.setRole(id, graceId, "admin"));
  const renamed = await dataOf(grace.spaces.update(id, { name: "Old orchard", visibility: "public" }));
  const post = await dataOf(grace.community.publish({ content: "Apples!", spaceId: id }));
  const feed = await dataOf(ada.community.feed(`space:${id}`));
  const members = await dataOf(ada.spaces.members.list(id));
  const mine = await dataOf(grace.spaces.list({ isMember: true }));
  await dataOf(grace.spaces.members.leave(id));
  await dataOf(grace.spaces.members.join(id));
  await dataOf(ada.spaces.members.remove(id, graceId));
  const [again, once] = [await dataOf(ada.spaces.invitations.send(id, graceId)), graceId];
  await dataOf(grace.spaces.invitations.decline(again.id));
  const third = await dataOf(ada.spaces.invitations.send(id, once));
  await dataOf(ada.spaces.invitations.revoke(third.id));
  const revoked = await grace.spaces.invitations.accept(third.id);
  await dataOf(ada.spaces.remove(id));
  const gone = await ada.spaces.get(id);

  expect([hidden, gone].map(({ error }) => error?.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  for (const list of [own, open]) expect(idsOf(list)).toContain(sent.id);
  expect([accepted.status, role.role, renamed.name]).toEqual(["accepted", "admin", "Old orchard"]);
  expect(idsOf(feed)).toEqual([post.id]);
  expect(members.items.map(({ user }) => user.username)).toEqual(["ada", "grace"]);
  expect(idsOf(mine)).toContain(id);
  expect(revoked.error).not.toBeNull();
});

test("a plan is offered, changed, applied for, decided on and archived", async () => {
  const price = { amount: 2_500, currency: "KWD" } as const;
  const refused = await ada.memberships.createPlan({ name: "Mine", price, interval: "month" });
  const plan = await dataOf(admin.memberships.createPlan({ name: "Reader", price, interval: "month" }));
  const changed = await dataOf(admin.memberships.changePlan(plan.id, { name: "Night reader" }));
  const plans = await dataOf(ada.memberships.plans());
  const application = await dataOf(ada.memberships.apply(plan.id, "I read at night"));
  const hers = await dataOf(grace.memberships.apply(plan.id));
  const third = await dataOf(grace.memberships.withdraw(hers.id));
  const fourth = await dataOf(grace.memberships.apply(plan.id));
  const all = await dataOf(admin.memberships.applicationsFor(plan.id, { status: "submitted" }));
  const approved = await dataOf(admin.memberships.approve(application.id));
  const rejected = await dataOf(admin.memberships.reject(fourth.id, "no lamp"));
  const own = await dataOf(ada.memberships.applications({ status: "approved" }));
  const read = await dataOf(grace.memberships.application(fourth.id));
  const twice = await admin.memberships.approve(application.id);
  await dataOf(admin.memberships.archivePlan(plan.id));
  const archived = await dataOf(ada.memberships.plan(plan.id));

  expect(refused.error?.code).toBe("FORBIDDEN");
  expect([changed.name, plans.items[0]?.name]).toEqual(["Night reader", "Night reader"]);
  expect(idsOf(all)).toEqual([fourth.id, application.id]);
  expect([approved, rejected, third].map(({ status }) => status)).toEqual(["approved", "rejected", "withdrawn"]);
  expect(idsOf(own)).toEqual([application.id]);
  expect(read.reason).toBe("no lamp");
  expect(twice.error?.code).toBe("ILLEGAL_TRANSITION");
  expect(archived.status).toBe("archived");
});

test("a job is posted, changed, applied for, moved on and closed", async () => {
  const job = await dataOf(admin.careers.postJob({ title: "Gardener", description: "Digs." }));
  await dataOf(admin.careers.changeJob(job.id, { location: "Kuwait" }));
  const jobs = await dataOf(ada.careers.jobs());
  const application = await dataOf(ada.careers.apply(job.id, "I dig"));
  const hers = await dataOf(grace.careers.apply(job.id, "Me too"));
  const all = await dataOf(admin.careers.applicationsFor(job.id));
  const moved = await dataOf(admin.careers.move(application.id, "reviewing"));
  const illegal = await admin.careers.move(application.id, "accepted");
  const withdrawn = await dataOf(grace.careers.withdraw(hers.id));
  const own = await dataOf(ada.careers.applications());
  const read = await dataOf(ada.careers.application(application.id));
  await dataOf(admin.careers.closeJob(job.id));
  const closed = await dataOf(ada.careers.job(job.id));

  expect(jobs.items[0]).toMatchObject({ id: job.id, location: "Kuwait" });
  expect(idsOf(all)).toEqual([hers.id, application.id]);
  expect([moved.status, read.status, withdrawn.status]).toEqual(["reviewing", "reviewing", "withdrawn"]);
  expect(illegal.error?.code).toBe("ILLEGAL_TRANSITION");
  expect(idsOf(own)).toEqual([application.id]);
  expect(closed.status).toBe("closed");
});

test("how one hears of things is read and replaced, and browsers are pushed to until they are removed", async () => {
  const before = await dataOf(ada.notifications.preferences.get());
  const quietHours = { enabled: true, start: "22:00", end: "07:00", timeZone: "Asia/Kuwait" };
  const post_liked = { inApp: true, email: false, sms: false, whatsapp: false, push: false };
  const after = await dataOf(
    ada.notifications.preferences.replace({ types: { post_liked }, quietHours, digest: "daily" }),
  );
  const keys = {
    p256dh: key([4, ...Array.from({ length: 64 }, () => 1)]),
    auth: key(Array.from({ length: 16 }, () => 1)),
  };
  const subscription = await dataOf(
    ada.notifications.pushSubscriptions.add({ endpoint: "https://fcm.googleapis.com/fcm/send/abc", keys }),
  );
  const list = await dataOf(ada.notifications.pushSubscriptions.list());
  await dataOf(ada.notifications.pushSubscriptions.remove(subscription.id));
  const { items } = await dataOf(ada.notifications.list({ limit: 1 }));
  const deliveries = await dataOf(ada.notifications.deliveries(items[0]?.id ?? ""));

  expect(before.digest).toBe("off");
  expect(after).toMatchObject({ digest: "daily", quietHours, types: { post_liked } });
  expect(idsOf(list)).toEqual([subscription.id]);
  expect(Array.isArray(deliveries.items)).toBe(true);
});

test("an operator sees events and jobs, replays and retries; others do not", async () => {
  const refused = [await ada.admin.events.list(), await ada.admin.jobs.list()];
  const { items: events } = await dataOf(admin.admin.events.list({ state: "done", limit: 3 }));
  const { items: types } = await dataOf(admin.admin.events.types());
  const event = await dataOf(admin.admin.events.get(events[0]?.id ?? ""));
  const replayed = await dataOf(admin.admin.events.replay(event.id));
  const wouldReplay = await dataOf(admin.admin.events.replayAll({ type: event.type, dryRun: true }));
  const eventStats = await dataOf(admin.admin.events.stats());
  const { items: jobs } = await dataOf(admin.admin.jobs.list({ limit: 3 }));
  const job = await dataOf(admin.admin.jobs.get(jobs[0]?.id ?? ""));
  const jobStats = await dataOf(admin.admin.jobs.stats());
  const unknown = "job_01h2xcejqtf2nbrexx3vqjhp41";
  const changes = [await admin.admin.jobs.retry(unknown), await admin.admin.jobs.cancel(unknown)];

  expect(refused.map(({ error }) => error?.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  expect(types.map(({ type }) => type)).toContain("post.created");
  expect(replayed.id).toBe(event.id);
  expect(wouldReplay).toMatchObject({ dryRun: true, jobId: null });
  expect([eventStats.items.length, jobStats.items.length].every((count) => count > 0)).toBe(true);
  expect(job.id).toBe(jobs[0]?.id);
  expect(changes.map(({ error }) => error?.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
});
