import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import type { Target } from "../bare/start.ts";
import { loadHttp } from "../load/http.ts";
import { compare, perSecond } from "../report.ts";

const connections = 32;
const seconds = 2;

/** Reads and writes over HTTP. */
export async function showRequests(atrium: Atrium, bare: Target): Promise<void> {
  // The same header to both: a server that does not look at it has to take it in as well.
  const headers = { authorization: `Bearer ${atrium.token}` };
  const load = (target: Target, request: { method?: string; path: string }) => () =>
    perSecond("requests", target, () => loadHttp(target.port, { ...request, headers }, { connections, seconds }));

  say(`GET /api/v1/me, signed in, ${connections} at a time, against a bare Hono route`);
  await compare({ atrium: load(atrium, { path: "/api/v1/me" }), bare: load(bare, { path: "/" }) });

  say("PUT /api/v1/notifications/read-all, against a bare route that verifies a token and calls an object");
  const write = { method: "PUT", path: "/api/v1/notifications/read-all" };
  await compare({ atrium: load(atrium, write), bare: load(bare, { method: "PUT", path: "/verified" }) });

  await atrium.people.notify(atrium.account.userId, 20);
  say("GET /api/v1/notifications, 20 items with counts, against a bare call of an object");
  await compare({ atrium: load(atrium, { path: "/api/v1/notifications" }), bare: load(bare, { path: "/called" }) });
}
