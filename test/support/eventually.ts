import { vi } from "vitest";
import { patience } from "./patience.ts";

/** Looks again and again, until `look` neither throws nor rejects. @returns what it gave. @throws its last error. */
export function eventually<T>(look: () => T | Promise<T>, options: Partial<typeof patience> = {}): Promise<T> {
  return vi.waitFor(look, { ...patience, ...options });
}
