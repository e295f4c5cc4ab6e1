import type { Context } from "hono";
import { Problem } from "../http/problem.ts";
import { newId } from "../ids/typeid.ts";
import { offersProtocol, upgradeRequest } from "./upgrade.ts";

/**
 * Hands an upgrade over to the object that takes the socket, and its refusal back as a problem.
 *
 * @throws Problem `SESSION_EXPIRED`, `NOT_FOUND` or `RATE_LIMITED` as the object says.
 */
export async function openLive(
  c: Context,
  object: { fetch(request: Request): Promise<Response> },
  session: { id: string; userId: string },
  after: number | undefined,
): Promise<Response> {
  const response = await object.fetch(
    upgradeRequest({
      connectionId: newId("sock"),
      userId: session.userId,
      sessionId: session.id,
      after: after ?? null,
      offersProtocol: offersProtocol(c),
    }),
  );
  switch (response.status) {
    case 101:
      return response;
    case 401:
      throw new Problem("SESSION_EXPIRED");
    case 404:
      throw new Problem("NOT_FOUND");
    case 429:
      throw new Problem("RATE_LIMITED", "Too many sockets are open.", { headers: { "retry-after": "10" } });
    default:
      throw new Error(`an object answered an upgrade with ${response.status}`);
  }
}
