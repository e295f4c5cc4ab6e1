import { say } from "../process/say.ts";
import type { DemoUser } from "./seed.ts";

/** Says that Atrium is ready, and what there is to open. */
export function announce(url: string, users: DemoUser[]): void {
  say(`Atrium is ready at ${url}`);
  say(`  API reference  ${url}/docs`);
  if (users.length === 0) return;
  say(`  sent mail      ${url}/outbox`);
  for (const { email, password, role } of users)
    say(`  sign in as     ${email}  ${password}${role === "admin" ? "  (administrator)" : ""}`);
}
