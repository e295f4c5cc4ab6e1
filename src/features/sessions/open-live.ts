import type { Context } from "hono";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { offersProtocol } from "../../platform/sockets/upgrade.ts";
import { passOf, takePassed } from "./authenticate-token.ts";
import type { SessionEnv } from "./guard.ts";
import type { SessionsDeps } from "./deps.ts";
import type { Pass, Passed } from "./session-hub.ts";

/** What the Worker has checked at the door and tells the object that takes the socket. */
type Admission = SocketIdentity & {
  after: number | null;
  /** Whether the subprotocol was offered: only then may it be selected. */
  offersProtocol: boolean;
  /** With it the object asks the user's hub whether the socket may be opened. */
  pass: Pass;
};

const header = "x-atrium-admission";

/** What takes sockets in: an object, or what stands for several. */
export type LiveObject = { fetch(url: string, upgrade: Upgrade): Promise<Response> };

/** A request for a WebSocket, with what the Worker tells of it. */
type Upgrade = { headers: Record<string, string> };

/**
 * Hands an upgrade over to the object that takes the socket, behind `requireSocketSession`, and its refusal back as
 * a problem.
 *
 * @throws Problem `SESSION_EXPIRED`, `NOT_FOUND` or `RATE_LIMITED` as the object says, or as the guard does.
 */
export async function openLive(c: Context, object: LiveObject, after: number | undefined): Promise<Response> {
  // Contexts of routes are too different for one type.
  const guarded: Context<SessionEnv<SessionsDeps>> = c;
  const caller = guarded.get("unasked");
  if (!caller) throw new Error("a socket is opened without its guard");
  const { claims, kind } = caller;
  const askedAt = guarded.get("deps").now();
  const response = await object.fetch(
    "https://object/live",
    upgradeOf({
      connectionId: newId("sock"),
      userId: claims.sub,
      sessionId: claims.sid,
      after: after ?? null,
      offersProtocol: offersProtocol(c),
      pass: passOf(guarded, claims, kind),
    }),
  );
  // There, nobody has asked the hub: the guard does so, and who may not call at all does not learn what there is.
  if (response.status !== 404) guarded.set("unasked", undefined);
  switch (response.status) {
    case 101:
      return response;
    case 401:
      throw new Problem("SESSION_EXPIRED");
    case 403:
      await takePassed(guarded, { claims, kind, askedAt }, await response.json<Passed>());
      break;
    case 404:
    // What was there when the hub was asked, and is no more.
    case 410:
      throw new Problem("NOT_FOUND");
    case 429:
      throw new Problem("RATE_LIMITED", "Too many sockets are open.", { headers: { "retry-after": "10" } });
  }
  throw new Error(`an object answered an upgrade with ${response.status}`);
}

/** The upgrade as it is passed on: with what was checked, and with nothing that the caller sent. */
function upgradeOf(admission: Admission): Upgrade {
  // A header holds ASCII.
  const told = JSON.stringify(admission).replace(/[^ -~]/g, escaped);
  return { headers: { upgrade: "websocket", [header]: told } };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export function admissionOf(request: Request): Admission {
  // Only `openLive` speaks to an object's `fetch`; nothing from outside reaches it.
  return JSON.parse(request.headers.get(header) ?? "null") as Admission;
}

/** An object's answer where the hub did not let the call pass: what the hub said. */
export function notPassed(passed: Passed): Response {
  return Response.json(passed, { status: 403 });
}
