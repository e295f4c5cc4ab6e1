import { onStop } from "../process/lifetime.ts";
import { say } from "../process/say.ts";

const minuteMs = 60_000;

/** Calls `run` at every full minute, as Cloudflare does in production and nothing does here; never twice at a time. */
export function everyMinute(run: () => Promise<void>): void {
  let timer = setTimeout(() => void tick(), untilNextMinute());
  onStop(() => clearTimeout(timer));

  async function tick(): Promise<void> {
    try {
      await run();
    } catch (error) {
      say(`The minute's cron failed: ${String(error)}`);
    }
    timer = setTimeout(() => void tick(), untilNextMinute());
  }
}

const untilNextMinute = (): number => minuteMs - (Date.now() % minuteMs);
