import type { z } from "zod";
import type { EventDefinition } from "../../platform/events/event.ts";
import { type Reaction, reactTo } from "../../platform/events/reaction.ts";
import { blocksAmong } from "../moderation/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries } from "../users/index.ts";
import type { NotificationsDeps } from "./deps.ts";
import type { Draft } from "./draft.ts";
import { excerpt } from "./excerpt.ts";
import { findWriting } from "./writings.ts";

const hubsAtOnce = 20;
/** What others named is cut to so much in a title. */
const maxTitle = 200;

/**
 * Declares what is told to whom because of an event. It may be told again after a crash: the key of each draft
 * is that of the deed, and a hub tells a key once.
 */
export function telling<S extends z.ZodType>(
  event: EventDefinition<S>,
  name: string,
  draft: (payload: z.output<S>, eventId: string) => Draft[],
): Reaction<NotificationsDeps> {
  return reactTo(event, `notifications.${name}`, async (deps: NotificationsDeps, payload, { id }) => {
    await tellAll(deps, draft(payload, id));
    return [];
  });
}

/**
 * Tells each what is drafted for them. Nobody is told of their own deeds, of those of somebody whom they have
 * blocked or who has blocked them, or of what they may not see any more. The hub of a user who is gone is not
 * asked: that would make it anew.
 */
async function tellAll(deps: NotificationsDeps, drafts: Draft[]): Promise<void> {
  const others = drafts.filter(({ userId, actorId }) => userId !== actorId);
  if (others.length === 0) return;
  const ids = [...new Set(others.flatMap(({ userId, actorId }) => [userId, ...(actorId === null ? [] : [actorId])]))];
  const [people, blocks] = await Promise.all([findUserSummaries(deps, ids), blocksAmong(deps.db, ids)]);
  const isParted = ({ userId, actorId }: Draft) =>
    blocks.some(
      ({ blockerId, blockedId }) =>
        (blockerId === userId && blockedId === actorId) || (blockerId === actorId && blockedId === userId),
    );
  const wanted = others.filter((draft) => people.has(draft.userId) && !isParted(draft));
  for (let from = 0; from < wanted.length; from += hubsAtOnce) {
    await Promise.all(wanted.slice(from, from + hubsAtOnce).map((draft) => tell(deps, draft, people)));
  }
}

async function tell(deps: NotificationsDeps, draft: Draft, people: Map<string, UserSummary>): Promise<void> {
  const { type, userId, actorId, key, deed, title, writing, link, metadata, groupKey } = draft;
  const actor = actorId === null ? null : people.get(actorId);
  if (actor === undefined) return;
  const text = writing ? await findWriting(deps, userId, writing) : (draft.message ?? "");
  if (text === undefined) return;
  await deps.notificationHubOf(userId).notify(key, {
    type,
    title: shorten(title ?? ""),
    ...(deed !== undefined && { deed: shorten(deed) }),
    message: writing ? excerpt(text) : text,
    link: typeof link === "string" ? link : `/users/${people.get(link.profileOf)?.username ?? ""}`,
    metadata,
    actor,
    groupKey,
  });
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= maxTitle ? text : `${characters.slice(0, maxTitle - 1).join("")}…`;
}
