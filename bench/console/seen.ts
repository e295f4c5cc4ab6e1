import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { z } from "zod";

const Times = z.array(z.number());

/**
 * Has one page say so many things and the other note when each is on it. Both run on one machine and share its clock;
 * the time is taken in the pages, from the press of Enter, so that what drives them is not counted.
 *
 * @returns how long each took to be seen, in milliseconds, the quickest first.
 */
export async function timesToBeSeen(from: Page, to: Page, count: number): Promise<number[]> {
  const name = `seen-${Date.now()}`;
  await to.evaluate(noteArrivals(name));
  await from.evaluate(noteEnter);
  const composer = from.getByRole("textbox", { name: /^Message to / });
  for (let at = 0; at < count; at += 1) {
    await composer.fill(`${name} ${at}`);
    await composer.press("Enter");
    while ((await read(to, "arrivalTimes")).length <= at) await setTimeout(10);
  }
  const [arrivedAt, pressedAt] = [await read(to, "arrivalTimes"), await read(from, "pressTimes")];
  return arrivedAt.map((time, at) => time - (pressedAt[at] ?? 0)).toSorted((a, b) => a - b);
}

async function read(page: Page, field: string): Promise<number[]> {
  return Times.parse(await page.evaluate(`document.${field}`));
}

const noteEnter = `(() => {
  document.pressTimes = [];
  document.addEventListener("keydown", ({ key }) => key === "Enter" && document.pressTimes.push(Date.now()), { capture: true });
})()`;

function noteArrivals(name: string): string {
  return `(() => {
    document.arrivalTimes = [];
    const known = new Set();
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll("[role=log] p")) {
        if (!textContent.startsWith("${name} ") || known.has(textContent)) continue;
        known.add(textContent);
        document.arrivalTimes.push(Date.now());
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  })()`;
}
