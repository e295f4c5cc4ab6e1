import { sendMail } from "../../platform/delivery/send-mail.ts";
import { reactTo } from "../../platform/events/reaction.ts";
import { concurrentUseSeen, refreshTokenReused } from "../sessions/index.ts";
import { findUserContact, passwordSet, securityNotice, tellOwner } from "../users/index.ts";
import type { SecurityDeps } from "./deps.ts";
import { signInLocked } from "./events.ts";
import { clearFailures } from "./gate.ts";
import { noticeMail } from "./mails.ts";

const mailNotice = reactTo(
  securityNotice,
  "security.mail-notice",
  async (deps: SecurityDeps, { userId, kind, details, email }, { id, occurredAt }) => {
    const contact = await findUserContact(deps, userId);
    if (!contact) return [];
    const recipient = { ...contact, email: email ?? contact.email };
    return [sendMail(deps, noticeMail(deps.config, recipient, { kind, details, occurredAt }), id)];
  },
);

const tellOfLock = reactTo(signInLocked, "security.tell-of-lock", async (deps: SecurityDeps, { userId }) =>
  userId === null ? [] : [tellOwner(deps, userId, "account_locked")],
);

const tellOfConcurrentUse = reactTo(
  concurrentUseSeen,
  "security.tell-of-concurrent-use",
  async (deps: SecurityDeps, { userId, ip }) => [tellOwner(deps, userId, "concurrent_use", { address: ip })],
);

const tellOfReuse = reactTo(refreshTokenReused, "security.tell-of-reuse", async (deps: SecurityDeps, { userId }) => [
  tellOwner(deps, userId, "refresh_token_reused"),
]);

/** What the service did at once, done again in case it was cut off: the failures were those of the old password. */
const unlock = reactTo(passwordSet, "security.unlock", async (deps: SecurityDeps, { userId }) => {
  const contact = await findUserContact(deps, userId);
  if (contact) await clearFailures(deps, contact.email);
  return [];
});

export const securityReactions = [mailNotice, tellOfLock, tellOfConcurrentUse, tellOfReuse, unlock];
