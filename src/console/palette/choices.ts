import type { Conversation, User, UserSummary } from "../../client/index.ts";
import { placesOf } from "../admin/places.ts";
import { partnerOf } from "../chat/partner.ts";

/** Something that the palette leads to. */
export type Choice = { key: string; group: string; name: string; hint?: string } & (
  | { kind: "place"; to: string }
  | { kind: "conversation"; conversationId: string }
  | { kind: "person"; userId: string }
);

const places = [
  { to: "/", name: "Conversations" },
  { to: "/feed", name: "Feed" },
  { to: "/spaces", name: "Spaces" },
  { to: "/plans", name: "Plans" },
  { to: "/notifications", name: "Notifications" },
  { to: "/settings", name: "Settings: account" },
  { to: "/settings/security", name: "Settings: security" },
  { to: "/settings/notifications", name: "Settings: notifications" },
  { to: "/settings/activity", name: "Settings: activity" },
  { to: "/settings/api-keys", name: "Settings: API keys" },
];
const mostConversations = 6;

type Known = { me: User; conversations: Conversation[]; people: UserSummary[] };

/** Where one can go whose name has this text, the likeliest first. */
export function choicesOf(text: string, { me, conversations, people }: Known): Choice[] {
  const matches = (name: string) => name.toLocaleLowerCase().includes(text.toLocaleLowerCase());
  const operators = placesOf(me).map(({ to, name }) => ({ to, name: `Operations: ${name.toLowerCase()}` }));
  const named = conversations.map((conversation) => ({ conversation, name: partnerOf(conversation, me.id).name }));
  return [
    ...named
      .filter(({ name }) => matches(name))
      .slice(0, mostConversations)
      .map(({ conversation: { id }, name }): Choice => {
        return { key: id, group: "Conversations", name, kind: "conversation", conversationId: id };
      }),
    ...people
      .filter(({ id }) => id !== me.id)
      .map(({ id, displayName, username }): Choice => {
        return { key: id, group: "People", name: displayName, hint: `@${username}`, kind: "person", userId: id };
      }),
    ...[...places, ...operators]
      .filter(({ name }) => matches(name))
      .map(({ to, name }): Choice => ({ key: to, group: "Places", name, kind: "place", to })),
  ];
}
