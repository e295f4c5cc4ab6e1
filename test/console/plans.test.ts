import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { currencyCodes, exponentOf, majorUnitsOf, minorUnitsOf } from "../../src/console/plans/currencies.ts";
import {
  currencyCodes as currenciesOfServer,
  exponentOf as exponentOfServer,
} from "../../src/platform/money/currencies.ts";
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

/** The one of a list of applications or plans that has this text. */
const lineOf = (page: Page, list: string, text: string) =>
  page.getByRole("list", { name: list }).getByRole("listitem").filter({ hasText: text });

async function applyFor(page: Page, name: string): Promise<void> {
  await page.goto("/plans");
  await page.getByRole("button", { name: `Apply for ${name}` }).press("Enter");
  await page.getByLabel("What should they know?").fill("I grow beans.");
  await page.getByRole("dialog").getByRole("button", { name: "Apply" }).press("Enter");
  await lineOf(page, "applications", name).getByText("Submitted").waitFor();
}

test("somebody applies for a plan, and sees what was decided when it is", { timeout: 90_000 }, async () => {
  const [ada, operator] = await Promise.all([arrive(browser, server.url, "Ada"), openDevice(browser, server.url)]);
  const name = `Plan of ${ada.person.username}`;
  await createPlan(name);
  await signIn(operator.page, admin);

  await ada.page.goto("/plans");
  await lineOf(ada.page, "plans", name)
    .getByText(/4\.500 a month/)
    .waitFor();
  await applyFor(ada.page, name);
  await ada.page.getByRole("link", { name: /^You applied/ }).waitFor();
  await operator.page.getByRole("button", { name: /^Notifications/ }).click();
  await operator.page.getByRole("region", { name: "Notifications" }).getByText(name).first().click();
  await operator.page.getByText("I grow beans.").waitFor();
  await operator.page.getByRole("button", { name: `Approve ${ada.person.name}` }).press("Enter");
  await operator.page.getByRole("dialog").getByRole("button", { name: "Approve" }).press("Enter");
  await operator.page.getByText("Approved", { exact: true }).waitFor();

  // Nothing was loaded anew: the notification told the page.
  await lineOf(ada.page, "applications", name).getByText("Approved").waitFor();
  await ada.page.getByRole("link", { name: /^You are a member/ }).waitFor();
  expect([...ada.complaints, ...operator.complaints]).toEqual([]);
});

test("an operator rejects with a reason what waits in the list of all plans", { timeout: 90_000 }, async () => {
  const [ada, operator] = await Promise.all([arrive(browser, server.url, "Ada"), openDevice(browser, server.url)]);
  const name = `Plan of ${ada.person.username}`;
  await createPlan(name);
  await applyFor(ada.page, name);
  await signIn(operator.page, admin);

  await operator.page.goto("/admin/applications");
  const more = operator.page.getByRole("button", { name: "Show more" });
  const waiting = lineOf(operator.page, "applications", ada.person.name);
  await waiting.or(more).first().waitFor();
  while ((await waiting.count()) === 0) await more.click();
  await waiting.getByRole("button", { name: `Reject ${ada.person.name}` }).click();
  await operator.page.getByLabel(/^Why\?/).fill("The garden is full.");
  await operator.page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await waiting.waitFor({ state: "detached" });
  await operator.page.getByLabel("State").selectOption("Rejected");
  await waiting.getByText("The garden is full.").waitFor();
  await ada.page.getByRole("link", { name: `Application for ${name}`, exact: true }).click();

  await ada.page.getByText("The garden is full.").waitFor();
  expect([...ada.complaints, ...operator.complaints]).toEqual([]);
});

test("one takes one's application back, and may apply again", { timeout: 60_000 }, async () => {
  const { page, person, complaints } = await arrive(browser, server.url, "Ada");
  const name = `Plan of ${person.username}`;
  await createPlan(name);
  await applyFor(page, name);

  await page.getByRole("link", { name: `Application for ${name}`, exact: true }).click();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await page.getByText("Withdrawn", { exact: true }).waitFor();
  await page.getByRole("link", { name, exact: true }).click();

  await page.getByRole("button", { name: `Apply for ${name}` }).waitFor();
  expect(complaints).toEqual([]);
});

test("who manages plans makes one, changes its price and closes it", { timeout: 60_000 }, async () => {
  const { page, complaints } = await openDevice(browser, server.url);
  await signIn(page, admin);
  const name = `Supper ${Math.random()}`;

  await page.goto("/plans");
  await page.getByRole("button", { name: "New plan" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Price").fill("2.5000");
  await page.getByLabel("Currency").selectOption("KWD");
  await page.getByRole("button", { name: "Create plan" }).click();
  await page.getByText("A number with 3 decimal places at most.").waitFor();
  await page.getByLabel("Price").fill("2.5");
  await page.getByRole("button", { name: "Create plan" }).click();
  await lineOf(page, "plans", name)
    .getByText(/2\.500 a month/)
    .waitFor();
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Price").fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Free").waitFor();
  await page.getByRole("button", { name: `Close ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await page.getByText(/^This plan is closed/).waitFor();
  expect(complaints).toEqual([]);
});

test("the console knows the currencies of the server, and no amount is rounded", () => {
  expect(currencyCodes).toEqual(currenciesOfServer);
  expect(currencyCodes.map(exponentOf)).toEqual(currencyCodes.map(exponentOfServer));
  expect(minorUnitsOf("4.5", "KWD")).toBe(4_500);
  expect(minorUnitsOf("٤٫٥", "KWD")).toBe(4_500);
  expect(minorUnitsOf("1999", "JPY")).toBe(1_999);
  expect(minorUnitsOf("0.07", "USD")).toBe(7);
  const none = ["", "-1", "1.005", "1e3", "1.2.3"];
  expect(none.map((text) => minorUnitsOf(text, "USD"))).toEqual(none.map(() => null));
  expect([majorUnitsOf(7, "USD"), majorUnitsOf(4_500, "KWD"), majorUnitsOf(12, "JPY")]).toEqual([
    "0.07",
    "4.500",
    "12",
  ]);
});
