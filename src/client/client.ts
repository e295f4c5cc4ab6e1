import { Auth } from "./auth.ts";
import { Conversations } from "./conversations.ts";
import { Me } from "./me.ts";
import { Notifications } from "./notifications.ts";
import type { ClientOptions } from "./options.ts";
import { Sessions } from "./sessions.ts";
import { Transport } from "./transport.ts";
import { Users } from "./users.ts";

export type Client = ReturnType<typeof createClient>;

/**
 * A client of one Atrium server, for one user at a time.
 *
 * Calls never throw for what can be expected: they give `{ data, error }`. The access token is kept in
 * memory alone and renewed by itself; live streams reconnect and resume by themselves.
 *
 * @param url where the server is, like `https://chat.example`
 */
export function createClient(url: string, options: ClientOptions = {}) {
  const transport = new Transport(url, options);
  return {
    auth: new Auth(transport),
    me: new Me(transport),
    users: new Users(transport),
    sessions: new Sessions(transport),
    conversations: new Conversations(transport),
    notifications: new Notifications(transport),
  };
}
