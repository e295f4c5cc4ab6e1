import process from "node:process";
import { Refusal } from "../process/refusal.ts";
import { say } from "../process/say.ts";

export type DemoUser = { email: string; password: string; role: string };

type Fetch = (
  url: string,
  init: { method: "POST" },
) => Promise<{ status: number; text: () => Promise<string>; json: () => Promise<unknown> }>;

/** Makes the demo people where they are missing. @returns how each of them signs in. */
export async function seedDemoUsers(fetch: Fetch, url: string): Promise<DemoUser[]> {
  const response = await fetch(`${url}/dev/seed`, { method: "POST" });
  if (response.status !== 200) {
    throw new Refusal(`Making the demo users failed: ${response.status} ${await response.text()}`);
  }
  // Our own Worker's answer.
  const { users } = (await response.json()) as { users: DemoUser[] };
  return users;
}

/**
 * Makes what goes on around the demo people, where it is missing, unless `SEED=people` is set. It takes some
 * seconds the first time, so nobody waits for it: what a stop cuts off, the next start goes on with.
 */
export async function seedWorld(fetch: Fetch, url: string): Promise<void> {
  if (process.env["SEED"] === "people") return;
  try {
    const response = await fetch(`${url}/dev/seed/world`, { method: "POST" });
    if (response.status !== 200) return say(`Making the demo data failed: ${response.status} ${await response.text()}`);
    // Our own Worker's answer.
    const { isNew } = (await response.json()) as { isNew: boolean };
    if (isNew) say("The demo data is there: thirty people, their posts, spaces, conversations, plans and jobs.");
  } catch {
    // The runtime ended meanwhile.
  }
}
