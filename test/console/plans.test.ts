import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
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

/** A plan of the demo's administrator, made for one test. */
async function createPlan(name: string): Promise<void> {
  const client = createClient(server.url, { tokenTransport: "body" });
  await client.auth.login({ email: admin.email, password: admin.password });
  const price = { amount: 4_500, currency: "KWD" };
  const { error } = await client.memberships.createPlan({ name, price, interval: "month" });
  expect(error).toBeNull();
}

test("somebody applies for a plan, and sees what was decided", { timeout: 90_000 }, async () => {
  const [ada, operator] = await Promise.all([arrive(browser, server.url, "Ada"), openDevice(browser, server.url)]);
  const name = `Plan of ${ada.person.username}`;
  await createPlan(name);
  await signIn(operator.page, admin);

  await ada.page.goto("/plans");
  const plan = ada.page.getByRole("list", { name: "plans" }).getByRole("listitem").filter({ hasText: name });
  await plan.getByText(/4\.500 a month/).waitFor();
  await plan.getByRole("button", { name: `Apply for ${name}` }).click();
  await ada.page.getByLabel("What should they know?").fill("I grow beans.");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  const own = ada.page.getByRole("list", { name: "applications" }).getByRole("listitem").filter({ hasText: name });
  await own.getByText("submitted").waitFor();
  await operator.page.getByRole("button", { name: /^Notifications/ }).click();
  await operator.page.getByRole("region", { name: "Notifications" }).getByText(name).first().click();
  await operator.page.getByText("I grow beans.").waitFor();
  await operator.page.getByRole("button", { name: "Approve" }).click();
  await operator.page.getByText("approved", { exact: true }).waitFor();
  await ada.page.reload();
  await own.getByText("approved").waitFor();

  expect([...ada.complaints, ...operator.complaints]).toEqual([]);
});
