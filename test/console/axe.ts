import axe from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

const Violations = z.array(z.object({ id: z.string(), impact: z.string().nullable(), places: z.array(z.string()) }));

/** What axe finds of weight on a page as it is now: rule and places. What a second look finds no more was in passing. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const found = await lookAt(page);
  return found.length === 0 ? found : lookAt(page);
}

async function lookAt(page: Page): Promise<string[]> {
  // What moves is looked at when it has come to rest.
  await page.evaluate(
    "Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished))",
  );
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => ({ id, impact, places: nodes.map((one) => one.html.slice(0, 160) + " " + one.failureSummary.slice(0, 200)) })))`,
  );
  return Violations.parse(found)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, places }) => places.map((place) => `${id}: ${place}`));
}
