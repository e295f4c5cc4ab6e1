import type { Page } from "playwright-core";
import { z } from "zod";

const Frames = z.array(z.number());

/** Turns the wheel over a thread so many times. @returns how long each frame took, in milliseconds, the quickest first. */
export async function framesOfScrolling(page: Page, turns: number): Promise<number[]> {
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
  await page.mouse.move(700, 400);
  for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(0, -600);
  const frames: unknown = await page.evaluate(
    "(() => { const frames = document.frameTimes; document.frameTimes = null; return frames; })()",
  );
  return Frames.parse(frames).toSorted((a, b) => a - b);
}
