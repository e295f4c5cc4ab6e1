import type { Page } from "playwright-core";
import { expect } from "vitest";

const scroller = 'document.querySelector("[role=log]").closest(".overflow-y-auto")';

/** Turns the wheel over the thread, and waits until what that set in motion has come to rest. */
export async function turnWheel(page: Page, deltaY: number): Promise<void> {
  const before: unknown = await page.evaluate(`${scroller}.scrollTop`);
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, deltaY);
  await expect.poll(() => page.evaluate(`${scroller}.scrollTop`), { interval: 10 }).not.toBe(before);
  await page.evaluate(`new Promise((resolve) => {
    let place = -1;
    let still = 0;
    const look = () => {
      still = ${scroller}.scrollTop === place ? still + 1 : 0;
      place = ${scroller}.scrollTop;
      if (still >= 3) resolve();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}
