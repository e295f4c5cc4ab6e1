import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { itemsOf } from "../app/items.ts";
import { meQuery } from "../app/queries.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchField } from "../find/search-field.tsx";
import { PersonRow } from "../people/person-row.tsx";
import { SpaceRow } from "../spaces/space-row.tsx";
import { t } from "../strings/strings.ts";
import { Page } from "../ui/page.tsx";
import type { Searched } from "./feed-search.ts";
import { Found } from "./found.tsx";
import { PostCard } from "./post-card.tsx";
import { searchQuery } from "./queries.ts";
import { Switch } from "./switch.tsx";

const kinds = { posts: t("feed.search.posts"), users: t("feed.search.users"), spaces: t("feed.search.spaces") };

/** Looks for posts, people and spaces by their words; what is looked for stands in the address. */
export function SearchPage() {
  const { q = "", in: kind = "posts" } = useSearch({ from: "/signed-in/search" });
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  const wanted = useSettled(text.trim(), 250);
  const searchFor = (next: { q: string; kind: Searched }) =>
    void navigate({
      to: "/search",
      search: { ...(next.q !== "" && { q: next.q }), ...(next.kind !== "posts" && { in: next.kind }) },
      replace: true,
    });
  useEffect(() => {
    if (wanted !== q) searchFor({ q: wanted, kind });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only what is typed leads on
  }, [wanted]);
  return (
    <Page title={t("feed.search.title")}>
      <search className="flex">
        <SearchField label={t("feed.search.label")} text={text} hasFocus onChange={setText} />
      </search>
      <Switch
        label={t("feed.search.kinds")}
        options={kinds}
        value={kind}
        onChange={(next) => searchFor({ q: wanted, kind: next })}
      />
      {q === "" && <p className="py-8 text-center text-sm text-muted">{t("feed.search.hint")}</p>}
      {q !== "" && kind === "posts" && <FoundPosts text={q} />}
      {q !== "" && kind === "users" && <FoundPeople text={q} />}
      {q !== "" && kind === "spaces" && <FoundSpaces text={q} />}
    </Page>
  );
}

function FoundPosts({ text }: { text: string }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useInfiniteQuery(searchQuery("posts", text));
  return (
    <Found query={query} label={kinds.posts}>
      {itemsOf(query.data).map((post) => (
        <li key={post.id}>
          <PostCard post={post} me={me} />
        </li>
      ))}
    </Found>
  );
}

const rowClass = "rounded-2xl border border-line bg-surface p-4";

function FoundPeople({ text }: { text: string }) {
  const query = useInfiniteQuery(searchQuery("users", text));
  return (
    <Found query={query} label={kinds.users}>
      {itemsOf(query.data).map((person) => (
        <li key={person.id} className={rowClass}>
          <PersonRow person={person} />
        </li>
      ))}
    </Found>
  );
}

function FoundSpaces({ text }: { text: string }) {
  const query = useInfiniteQuery(searchQuery("spaces", text));
  return (
    <Found query={query} label={kinds.spaces}>
      {itemsOf(query.data).map((space) => (
        <li key={space.id} className={rowClass}>
          <SpaceRow space={space} />
        </li>
      ))}
    </Found>
  );
}
