import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, type Job } from "../../src/client/index.ts";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, signIn } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const admin = { name: "Admin", username: "admin", email: "admin@example.com", password: "atrium demo passphrase" };

async function administrator() {
  const client = createClient(server.url, { tokenTransport: "body" });
  await client.auth.login({ email: admin.email, password: admin.password });
  return client;
}

/** A job of the demo's administrator, posted for one test. */
async function postJob(title: string): Promise<Job> {
  const { data, error } = await (
    await administrator()
  ).careers.postJob({ title, description: "Bread, every morning." });
  expect(error).toBeNull();
  if (!data) throw new Error("there is no job");
  return data;
}

const column = (page: Page, state: string) => page.getByRole("list", { name: `${state}: applications` });
const step = (page: Page, state: string) =>
  page.getByRole("list", { name: "How far it is" }).getByRole("listitem").filter({ hasText: state });

test("somebody finds a job and applies, and sees how it goes on as it does", { timeout: 90_000 }, async () => {
  const [ada, operator] = await Promise.all([arrive(browser, server.url, "Ada"), openDevice(browser, server.url)]);
  const title = `Baker for ${ada.person.username}`;
  const job = await postJob(title);
  await signIn(operator.page, admin);

  await ada.page.goto("/jobs");
  await ada.page.getByRole("searchbox", { name: "Search jobs" }).fill(`bread ${ada.person.username}`);
  const jobs = ada.page.getByRole("list", { name: "jobs", exact: true });
  await expect.poll(() => jobs.getByRole("listitem").count()).toBe(1);
  await jobs.getByRole("link", { name: title }).click();
  await ada.page.getByText("Bread, every morning.").waitFor();
  await ada.page.getByRole("button", { name: `Apply for ${title}` }).press("Enter");
  await ada.page.getByLabel("Why you?").fill("I bake.");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Apply" }).press("Enter");
  await ada.page.getByRole("link", { name: /^Your application Submitted/ }).click();
  await step(ada.page, "Submitted").getByText("now").waitFor();
  await operator.page.goto(`/jobs/${job.id}`);
  for (const state of ["Reviewing", "Shortlisted", "Interview"]) {
    await operator.page.getByRole("button", { name: `Move ${ada.person.name} to ${state}` }).press("Enter");
    await column(operator.page, state).getByText("I bake.").waitFor();
  }

  // Nothing was loaded anew in between.
  await step(ada.page, "Interview").getByText("now").waitFor();
  await step(ada.page, "Shortlisted").getByText("done").waitFor();
  await step(ada.page, "Accepted").getByText("still to come").waitFor();
  await ada.page.getByRole("button", { name: /^Notifications/ }).click();
  const told = ada.page.getByRole("region", { name: "Notifications" }).getByText(title).first();
  await told.click();
  await expect.poll(() => new URL(ada.page.url()).pathname).toMatch(/^\/job-applications\/japp_/);
  expect([...ada.complaints, ...operator.complaints]).toEqual([]);
});

test("what has gone elsewhere meanwhile is said, and shown where it is", { timeout: 90_000 }, async () => {
  const [ada, operator] = await Promise.all([arrive(browser, server.url, "Ada"), openDevice(browser, server.url)]);
  const job = await postJob(`Miller for ${ada.person.username}`);
  await signIn(operator.page, admin);
  await ada.page.goto(`/jobs/${job.id}`);
  await ada.page.getByRole("button", { name: /^Apply for/ }).click();
  await ada.page.getByLabel("Why you?").fill("I mill.");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await ada.page.getByRole("link", { name: /^Your application/ }).click();
  await operator.page.goto(`/jobs/${job.id}`);
  const reject = operator.page.getByRole("button", { name: `Reject ${ada.person.name}` });
  await reject.click();

  await ada.page.getByRole("button", { name: "Withdraw" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await step(ada.page, "Withdrawn").getByText("now").waitFor();
  await operator.page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await reject.waitFor({ state: "detached" });
  await operator.page.getByText("Rejected and withdrawn").click();

  await column(operator.page, "Withdrawn").getByText(ada.person.name).waitFor();
  expect(ada.complaints).toEqual([]);
  expect(operator.complaints.filter((complaint) => !complaint.includes("409"))).toEqual([]);
});

test("who manages jobs posts one, changes it and closes it", { timeout: 60_000 }, async () => {
  const { page, complaints } = await openDevice(browser, server.url);
  await signIn(page, admin);
  const title = `Gardener ${Math.random()}`;

  await page.goto("/jobs");
  await page.getByRole("button", { name: "Post a job" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("What it is about").fill("Beans.");
  await page.getByRole("button", { name: "Post job" }).click();
  await page.getByRole("heading", { name: title }).waitFor();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Place").fill("Kuwait City");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Kuwait City").waitFor();
  await page.getByRole("button", { name: `Close ${title}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await page.getByText(/^This job is closed/).waitFor();
  expect(await page.getByRole("button", { name: "Edit" }).count()).toBe(0);
  expect(complaints).toEqual([]);
});
