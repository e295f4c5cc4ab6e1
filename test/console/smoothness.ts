import type { Page } from "playwright-core";
import { expect } from "vitest";
import { z } from "zod";

const Frames = z.array(z.number());

/** How long each frame took while something was done to a page, in milliseconds, the quickest first. */
export async function frameTimes(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`(() => {
    const frames = (document.frameTimes = []);
    let last = performance.now();
    const next = (now) => {
      frames.push(now - last);
      last = now;
      if (document.frameTimes === frames) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  })()`);
  await act();
  const frames: unknown = await page.evaluate(
    "(() => { const frames = document.frameTimes; document.frameTimes = null; return frames; })()",
  );
  return Frames.parse(frames).toSorted((a, b) => a - b);
}

/** The figure that so great a share (0.95) of all stays under. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

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
