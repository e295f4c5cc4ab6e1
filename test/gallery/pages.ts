import { type Client, createClient } from "../../src/client/index.ts";

export type Person = "ada" | "admin";

/** One page of the console: what it is called in the gallery, its address, and who looks at it; nobody is signed out. */
export type GalleryPage = { name: string; path: string; person: Person | null };

export const password = "atrium demo passphrase";

/** Every page of the console, with things of the demo's world on it. */
export async function listPages(url: string): Promise<GalleryPage[]> {
  const ada = await signIn(url, "ada");
  const admin = await signIn(url, "admin");
  const shown = await findShown(ada, admin);
  return [
    ...pagesOf(null, ["/sign-in", "/sign-up", "/forgot-password", "/verify-email", "/outbox", "/mail-previews"]),
    { name: "conversation", path: `/conversations/${shown.conversation}`, person: "ada" },
    { name: "group", path: `/conversations/${shown.group}`, person: "ada" },
    { name: "post", path: `/posts/${shown.post}`, person: "ada" },
    { name: "profile", path: "/users/grace", person: "ada" },
    { name: "space", path: `/spaces/${shown.space}`, person: "ada" },
    { name: "plan", path: `/plans/${shown.plan}`, person: "ada" },
    { name: "application", path: `/applications/${shown.application}`, person: "ada" },
    { name: "job", path: `/jobs/${shown.job}`, person: "ada" },
    { name: "job-application", path: `/job-applications/${shown.jobApplication}`, person: "ada" },
    { name: "admin-user", path: `/admin/users/${shown.user}`, person: "admin" },
    ...pagesOf("ada", [
      "/feed",
      "/notifications",
      "/spaces",
      "/plans",
      "/jobs",
      "/search?q=engine",
      "/job-applications",
    ]),
    ...pagesOf("ada", ["/settings", "/settings/security", "/settings/sessions", "/settings/activity"]),
    ...pagesOf("ada", ["/settings/notifications", "/settings/api-keys"]),
    ...pagesOf("admin", ["/admin", "/admin/users", "/admin/sessions", "/admin/applications", "/admin/reports"]),
    ...pagesOf("admin", ["/admin/events", "/admin/jobs", "/admin/health", "/admin/audit"]),
  ];
}

/** `/settings/api-keys` is called `settings-api-keys`. */
function pagesOf(person: Person | null, paths: string[]): GalleryPage[] {
  return paths.map((path) => ({
    name: path.replace(/^\//, "").replace(/\?.*/, "").replaceAll("/", "-"),
    path,
    person,
  }));
}

async function signIn(url: string, person: Person): Promise<Client> {
  const client = createClient(url, { tokenTransport: "body" });
  const { error } = await client.auth.login({ email: `${person}@example.com`, password });
  if (error) throw new Error(`${person} cannot sign in: ${error.code}`);
  return client;
}

/** What the pages about one thing show: the newest of each that there is. */
async function findShown(ada: Client, admin: Client) {
  const [me, conversations, posts, spaces, plans, jobs, applications, jobApplications] = await Promise.all([
    ada.me.get(),
    ada.chat.list(),
    ada.community.feed("global"),
    ada.spaces.list(),
    ada.memberships.plans(),
    admin.careers.jobs(),
    ada.memberships.applications(),
    ada.careers.applications(),
  ]);
  const direct = conversations.data?.items.find(({ type }) => type === "direct");
  const group = conversations.data?.items.find(({ type }) => type === "group");
  return {
    conversation: idOf(direct),
    group: idOf(group ?? direct),
    post: idOf(posts.data?.items.find(({ counters }) => counters.comments > 0)),
    space: idOf(spaces.data?.items[0]),
    plan: idOf(plans.data?.items[0]),
    job: idOf(jobs.data?.items[0]),
    application: idOf(applications.data?.items[0]),
    jobApplication: idOf(jobApplications.data?.items[0]),
    user: idOf(me.data ?? undefined),
  };
}

function idOf(found: { id: string } | undefined): string {
  if (!found) throw new Error("the demo's world lacks something that the gallery shows: start the server without SEED");
  return found.id;
}
