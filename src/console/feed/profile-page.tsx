import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { meQuery } from "../app/queries.ts";
import { failureOf } from "../app/request-failed.ts";
import { ProfileHeader } from "../people/profile-header.tsx";
import { profileQuery } from "../people/queries.ts";
import { t } from "../strings/later.ts";
import { buttonClass } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Page } from "../ui/page.tsx";
import { Nothing } from "./nothing.tsx";
import { Posts } from "./posts.tsx";

/** Somebody: who they are, whether one follows them, and what they posted. */
export function ProfilePage() {
  const { username } = useParams({ from: "/signed-in/users/$username" });
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useQuery(profileQuery(username));
  const isUnknown = query.error !== null && [404, 422].includes(failureOf(query.error).status);
  return (
    <Page title={query.data?.displayName ?? `@${username}`}>
      {isUnknown ? (
        <Nothing title={t("people.profile.unknown")} hint={t("people.profile.unknownHint")}>
          <Link to="/search" search={{ in: "users" }} className={buttonClass("quiet")}>
            {t("people.profile.search")}
          </Link>
        </Nothing>
      ) : (
        <Loaded query={query} what={t("people.profile.what")}>
          {(profile) => (
            <>
              <ProfileHeader profile={profile} isMe={profile.id === me.id} />
              <Posts
                key={username}
                feed={`user:${username}`}
                nothing={
                  <Nothing
                    title={t("people.profile.noPosts")}
                    hint={
                      profile.id === me.id
                        ? t("people.profile.noPostsOfYours")
                        : t("people.profile.noPostsOfOthers", { name: profile.displayName })
                    }
                  />
                }
              />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}
