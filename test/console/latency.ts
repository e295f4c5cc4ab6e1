import type { Page } from "playwright-core";
import { expect } from "vitest";
import { z } from "zod";
import { composerOf } from "./thread.ts";

/**
 * Has one page say so many things, each with the time at which Enter was pressed, and the other note when
 * it shows them. Both run on one machine and share its clock.
 *
 * @returns how long each took to be seen, in milliseconds, the quickest first.
 */
export async function timesToBeSeen(from: Page, to: Page, name: string, count: number): Promise<number[]> {
  await to.evaluate(watch(name));
  for (let at = 0; at < count; at += 1) {
    const composer = composerOf(from);
    await composer.fill(`${name} ${at}`);
    // The stamp is the page's own: what Playwright needs to press a key is not counted.
    await composer.evaluate(stamp(name));
    await composer.press("Enter");
    await expect.poll(async () => (await timesOf(to, "seenTimes", name)).length, { interval: 10 }).toBe(at + 1);
  }
  const [seenAt, pressedAt] = [await timesOf(to, "seenTimes", name), await timesOf(from, "pressedTimes", name)];
  return seenAt.map((time, at) => time - (pressedAt[at] ?? 0)).toSorted((a, b) => a - b);
}

async function timesOf(page: Page, field: string, name: string): Promise<number[]> {
  const found: unknown = await page.evaluate(`document.${field}[${JSON.stringify(name)}]`);
  return z.array(z.number()).parse(found);
}

/** Notes when the next message with that name is in the page. */
function watch(name: string): string {
  return `(() => {
    const times = ((document.seenTimes ??= {})[${JSON.stringify(name)}] = []);
    const known = new Set();
    new MutationObserver(() => {
      for (const node of document.querySelectorAll("[role=log] p")) {
        const text = node.textContent;
        if (!text.startsWith(${JSON.stringify(`${name} `)}) || known.has(text)) continue;
        known.add(text);
        times.push(Date.now());
      }
    }).observe(document.querySelector("[role=log]").parentElement, { childList: true, subtree: true, characterData: true });
  })()`;
}

/** Notes when Enter is pressed next. */
function stamp(name: string): string {
  return `((area) => {
    const times = ((document.pressedTimes ??= {})[${JSON.stringify(name)}] ??= []);
    document.addEventListener("keydown", () => times.push(Date.now()), { capture: true, once: true });
  })()`;
}
