import process from "node:process";
import { endWhenAsked, stop } from "./lifetime.ts";
import { isRefusal } from "./refusal.ts";

/**
 * Runs a script's `main` from start to end: prints a refusal plainly, anything else with its stack, and exits.
 *
 * @param whenAsked the exit code when it is asked to end before it is done.
 */
export async function runProgram(main: () => Promise<number | "serving">, whenAsked = 130): Promise<void> {
  endWhenAsked(whenAsked);
  try {
    const outcome = await main();
    if (outcome !== "serving") await stop(outcome);
  } catch (error) {
    process.stderr.write(
      `${isRefusal(error) ? error.message : (error instanceof Error && error.stack) || String(error)}\n`,
    );
    await stop(1);
  }
}
