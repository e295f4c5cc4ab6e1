import type { Locator, Page } from "playwright-core";
import type { Someone } from "./people.ts";

/** Where one writes. */
export function composerOf(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message to / });
}

/** The row of a message, with its buttons. */
export function rowOf({ page }: Someone, text: string): Locator {
  const words = page.getByText(text, { exact: true });
  return page.getByRole("log").getByRole("listitem").filter({ has: words }).last();
}

/** Chooses from the menu of a message, by the keyboard alone. */
export async function choose(someone: Someone, text: string, item: string): Promise<void> {
  await rowOf(someone, text)
    .getByRole("button", { name: /^More about/ })
    .focus();
  await someone.page.keyboard.press("Enter");
  await someone.page.getByRole("menuitem", { name: item }).focus();
  await someone.page.keyboard.press("Enter");
}

/** Whether a message is on the page and can be seen there. */
export async function isInView(page: Page, text: string): Promise<boolean> {
  const isThere: unknown = await page.evaluate(
    `[...document.querySelectorAll("[role=log] p")].some((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return node.textContent === ${JSON.stringify(text)} && top >= 100 && bottom <= innerHeight;
    })`,
  );
  return isThere === true;
}

/** Creates a group by the page, of people who exist. */
export async function createGroup(owner: Someone, title: string, others: Someone[]): Promise<void> {
  const { page } = owner;
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: "Group", exact: true }).click();
  for (const { person } of others) {
    await page.getByLabel("Who is in it?").fill(person.username);
    await page.getByRole("button", { name: new RegExp(`^${person.name}`) }).click();
    await page.getByRole("button", { name: `Leave out ${person.name}` }).waitFor();
  }
  await page.getByLabel("Name of the group").fill(title);
  await page.getByRole("button", { name: "Create group" }).click();
  await page.getByRole("heading", { name: title }).waitFor();
}
