import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

/**
 * The environment that has Miniflare, here or in a tool, start the runtime through `workerd.sh`,
 * by which it ends with whoever started it.
 *
 * @param pidFile where the runtime leaves its process id.
 */
export function runtimeTether(pidFile = ""): Record<string, string> {
  if (process.platform === "win32") return {};
  // Miniflare's own workerd, not another that npm may have put beside it.
  const requireFromMiniflare = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  return {
    ATRIUM_WORKERD: requireFromMiniflare("workerd").default,
    ATRIUM_WORKERD_PID: pidFile,
    MINIFLARE_WORKERD_PATH: join(import.meta.dirname, "workerd.sh"),
  };
}
