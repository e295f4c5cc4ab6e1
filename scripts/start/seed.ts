import { Refusal } from "../process/refusal.ts";

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
