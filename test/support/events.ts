import { env } from "cloudflare:workers";
import { eventually } from "./eventually.ts";
import { newIsolate } from "./isolate.ts";

/** Has whatever reacts to the one block of somebody, or to its end, hear of it once more, and waits until it has. */
export async function hearAgain(type: string, { id }: { id: string }): Promise<void> {
  const find = "SELECT id, state FROM events WHERE type = ? AND payload ->> 'blockerId' = ?";
  const done = () =>
    eventually(async () => {
      const row = await env.DB.prepare(find).bind(type, id).first<{ id: string; state: string }>();
      if (row?.state !== "done") throw new Error("not heard of yet");
      return row.id;
    });
  const eventId = await done();
  await env.DB.batch([
    env.DB.prepare("DELETE FROM event_reactions WHERE event_id = ?").bind(eventId),
    env.DB.prepare("UPDATE events SET state = 'pending', attempts = 0, next_attempt_at = 0 WHERE id = ?").bind(eventId),
  ]);
  await newIsolate().deliver("atrium-events", [{ eventId }]);
  await done();
}
