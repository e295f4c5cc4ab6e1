import type { Browser, Locator, Page } from "playwright-core";
import { z } from "zod";
import { type Device, openDevice } from "./browser.ts";

const Outbox = z.object({ items: z.array(z.object({ text: z.string() })) });

/** Someone who does not exist yet; nobody else in any test has their name or address. */
type Person = { name: string; username: string; email: string; password: string };

function newPerson(firstName: string): Person {
  const suffix = Math.random().toString(36).slice(2, 8);
  const username = `${firstName.toLowerCase()}_${suffix}`;
  const name = `${firstName} ${suffix}`;
  return { name, username, email: `${username}@example.org`, password: `the quiet garden of ${username}` };
}

export type Someone = Device & { person: Person };

/** Somebody new with a browser of their own, signed up and in. */
export async function arrive(browser: Browser, baseUrl: string, firstName: string): Promise<Someone> {
  const person = newPerson(firstName);
  const device = await openDevice(browser, baseUrl);
  await signUp(device.page, baseUrl, person);
  return { ...device, person };
}

/** Signs up in the page and confirms the address by the mail's code; ends at the conversations. */
async function signUp(page: Page, baseUrl: string, person: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("Username").fill(person.username);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").fill(await mailedCode(baseUrl, person.email));
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await enterPassword(page, person);
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
}

/** The first step of a sign-in, on its page. */
export async function enterPassword(page: Page, person: Person): Promise<void> {
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function signOut(page: Page): Promise<void> {
  await chooseOfAccount(page, "Sign out");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** Opens what is one's own, and chooses of it. */
export async function chooseOfAccount(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /Account menu$/ }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** Finds a person by the beginning of their name and opens the conversation with them. */
export async function openConversationWith(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Who with?").fill(person.username);
  await page.getByRole("button", { name: person.name }).click();
  await page.getByRole("heading", { name: person.name }).waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Message to / }).fill(text);
  await page.keyboard.press("Enter");
}

/** A message as the conversation shows it. */
export function said({ page }: Device, text: string): Locator {
  return page.getByRole("log").getByText(text, { exact: true });
}

/** The code of the newest mail to an address that has one. */
async function mailedCode(baseUrl: string, email: string): Promise<string> {
  return mailed(baseUrl, email, /^Your code: (\d{6})$/m);
}

/** What the newest mail to an address that has it says there. Mails are in the outbox within 5 s. */
export async function mailed(baseUrl: string, email: string, what: RegExp): Promise<string> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const response = await fetch(`${baseUrl}/dev/outbox?to=${encodeURIComponent(email)}`);
    const { items } = Outbox.parse(await response.json());
    const text = items.map((mail) => what.exec(mail.text)?.[1]).find((found) => found !== undefined);
    if (text !== undefined) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail with ${what} came to ${email}`);
}
