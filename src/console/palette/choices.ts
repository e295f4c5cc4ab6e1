import type { Conversation, User, UserSummary } from "../../client/index.ts";
import { placeNames } from "../admin/place-names.ts";
import { placesOf } from "../admin/places.ts";
import { partnerOf } from "../chat/partner.ts";
import { t } from "../strings/later.ts";

/** Something that the palette leads to. */
export type Choice = { key: string; group: string; name: string; hint?: string } & (
  | { kind: "place"; to: string }
  | { kind: "conversation"; conversationId: string }
  | { kind: "person"; userId: string }
);

const places = [
  { to: "/", name: t("palette.places.conversations") },
  { to: "/feed", name: t("palette.places.feed") },
  { to: "/search", name: t("palette.places.search") },
  { to: "/spaces", name: t("palette.places.spaces") },
  { to: "/plans", name: t("palette.places.plans") },
  { to: "/jobs", name: t("palette.places.jobs") },
  { to: "/job-applications", name: t("palette.places.jobApplications") },
  { to: "/notifications", name: t("palette.places.notifications") },
  { to: "/settings", name: t("palette.places.settings") },
  { to: "/settings/security", name: t("palette.places.settingsSecurity") },
  { to: "/settings/sessions", name: t("palette.places.settingsSessions") },
  { to: "/settings/notifications", name: t("palette.places.settingsNotifications") },
  { to: "/settings/activity", name: t("palette.places.settingsActivity") },
  { to: "/settings/api-keys", name: t("palette.places.settingsApiKeys") },
];
const outbox = { to: "/outbox", name: t("palette.places.outbox") };
const groups = {
  conversations: t("palette.groups.conversations"),
  people: t("palette.groups.people"),
  places: t("palette.groups.places"),
};
const mostConversations = 6;

type Known = { me: User; conversations: Conversation[]; people: UserSummary[]; isDevelopment: boolean };

/** Where one can go whose name has this text, the likeliest first. */
export function choicesOf(text: string, { me, conversations, people, isDevelopment }: Known): Choice[] {
  const matches = (name: string) => name.toLocaleLowerCase().includes(text.toLocaleLowerCase());
  const operators = placesOf(me).map(({ to, key }) => ({
    to,
    name: t("palette.places.operations", { name: placeNames[key].toLocaleLowerCase() }),
  }));
  const own = { to: `/users/${me.username}`, name: t("palette.places.profile") };
  const named = conversations.map((conversation) => ({ conversation, name: partnerOf(conversation, me.id).name }));
  return [
    ...named
      .filter(({ name }) => matches(name))
      .slice(0, mostConversations)
      .map(({ conversation: { id }, name }): Choice => {
        return { key: id, group: groups.conversations, name, kind: "conversation", conversationId: id };
      }),
    ...people
      .filter(({ id }) => id !== me.id)
      .map(({ id, displayName, username }): Choice => {
        return { key: id, group: groups.people, name: displayName, hint: `@${username}`, kind: "person", userId: id };
      }),
    ...[...places, own, ...(isDevelopment ? [outbox] : []), ...operators]
      .filter(({ name }) => matches(name))
      .map(({ to, name }): Choice => ({ key: to, group: groups.places, name, kind: "place", to })),
  ];
}
