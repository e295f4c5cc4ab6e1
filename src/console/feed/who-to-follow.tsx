import { useInfiniteQuery, useQueries, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Profile } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { meQuery } from "../app/queries.ts";
import { FollowButton } from "../people/follow-button.tsx";
import { PersonRow } from "../people/person-row.tsx";
import { profileQuery } from "../people/queries.ts";
import { t } from "../strings/strings.ts";
import { Section } from "../ui/section.tsx";
import { feedQuery } from "./queries.ts";

const mostShown = 5;

/** For who follows nobody as they come: people who have posted lately. It stays while one chooses among them. */
export function WhoToFollow() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: own } = useQuery(profileQuery(me.username));
  return own && <Suggestions own={own} />;
}

function Suggestions({ own }: { own: Profile }) {
  const [isNew] = useState(own.following === 0);
  const { data } = useInfiniteQuery({ ...feedQuery("global"), enabled: isNew });
  const authors = new Map(itemsOf(data).flatMap(({ author }) => (author ? [[author.id, author] as const] : [])));
  authors.delete(own.id);
  const usernames = [...authors.values()].slice(0, mostShown).map(({ username }) => username);
  const people = useQueries({
    queries: usernames.map(profileQuery),
    combine: (queries) => queries.flatMap(({ data: profile }) => (profile ? [profile] : [])),
  });
  if (!isNew || people.length === 0) return null;
  return (
    <Section title={t("feed.follow.title")}>
      <p className="-mt-3 text-sm text-muted">{t("feed.follow.hint")}</p>
      <ul className="grid grid-cols-1 gap-3">
        {people.map((person) => (
          <li key={person.id}>
            <PersonRow person={person}>
              <FollowButton profile={person} />
            </PersonRow>
          </li>
        ))}
      </ul>
    </Section>
  );
}
