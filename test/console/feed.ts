import type { Locator } from "playwright-core";
import type { Someone } from "./people.ts";

/** Posts in one's feed. */
export async function post(someone: Someone, text: string): Promise<void> {
  const { page } = someone;
  await page.getByRole("link", { name: "Feed", exact: true }).click();
  await page.getByLabel("What is new?").fill(text);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await postOf(someone, text).waitFor();
}

/** A post as the page shows it. */
export function postOf({ page }: Someone, text: string): Locator {
  return page.getByRole("article").filter({ hasText: text });
}

/** A comment as the page shows it, without what was answered to it. */
export function commentOf({ page }: Someone, text: string): Locator {
  return page.getByRole("list", { name: "Comments" }).getByRole("listitem").filter({ hasText: text }).last();
}

/** Chooses from the menu of one's post, by the keyboard alone. */
export async function choosePost(someone: Someone, text: string, item: string): Promise<void> {
  await postOf(someone, text).getByRole("button", { name: "More about your post" }).press("Enter");
  await someone.page.getByRole("menuitem", { name: item }).press("Enter");
}
