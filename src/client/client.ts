import { Activity } from "./activity.ts";
import { Admin } from "./admin.ts";
import { ApiKeys } from "./api-keys.ts";
import { Auth } from "./auth.ts";
import { Careers } from "./careers.ts";
import { Chat } from "./chat.ts";
import { Community } from "./community.ts";
import { Development } from "./development.ts";
import { Identities } from "./identities.ts";
import { Me } from "./me.ts";
import { Memberships } from "./memberships.ts";
import { Moderation } from "./moderation.ts";
import { Notifications } from "./notifications.ts";
import type { ClientOptions } from "./options.ts";
import { Passkeys } from "./passkeys.ts";
import { People } from "./people.ts";
import { Sessions } from "./sessions.ts";
import { SignIn } from "./sign-in.ts";
import { Spaces } from "./spaces.ts";
import { Transport } from "./transport.ts";
import { TwoFactor } from "./two-factor.ts";
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
  const signIn = new SignIn(transport);
  return {
    auth: new Auth(transport, signIn),
    me: new Me(transport),
    twoFactor: new TwoFactor(transport),
    passkeys: new Passkeys(transport, signIn),
    identities: new Identities(transport),
    apiKeys: new ApiKeys(transport),
    users: new Users(transport),
    sessions: new Sessions(transport),
    chat: new Chat(transport),
    notifications: new Notifications(transport),
    activity: new Activity(transport),
    moderation: new Moderation(transport),
    community: new Community(transport),
    people: new People(transport),
    spaces: new Spaces(transport),
    memberships: new Memberships(transport),
    careers: new Careers(transport),
    admin: new Admin(transport),
    development: new Development(transport),
  };
}
