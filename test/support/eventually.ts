import { vi } from "vitest";
import { patienceMs } from "./patience.ts";

type Options = { timeout?: number; interval?: number };

/** Looks again and again, until `look` neither throws nor rejects. @returns what it gave. @throws its last error. */
export function eventually<T>(look: () => T | Promise<T>, options: Options = {}): Promise<T> {
  return vi.waitFor(look, { timeout: patienceMs, interval: 10, ...options });
}
