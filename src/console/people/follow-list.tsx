import { useInfiniteQuery } from "@tanstack/react-query";
import { t } from "../strings/later.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { PersonRow } from "./person-row.tsx";
import { followListQuery } from "./queries.ts";

type FollowListProps = { kind: "followers" | "following"; username: string; name: string; onClose: () => void };

/** Who follows somebody, or whom they follow. */
export function FollowList({ kind, username, name, onClose }: FollowListProps) {
  const query = useInfiniteQuery(followListQuery(kind, username));
  const isFollowers = kind === "followers";
  const title = isFollowers
    ? t("people.profile.followersTitle", { name })
    : t("people.profile.followingTitle", { name });
  return (
    <Dialog title={title} width="wide" hasClose onClose={onClose}>
      <PagedList
        query={query}
        what={isFollowers ? t("people.profile.followersWhat") : t("people.profile.followingWhat")}
        nothing={isFollowers ? t("people.profile.nobodyFollows") : t("people.profile.followsNobody")}
      >
        {(person) => (
          <li key={person.id}>
            <PersonRow person={person} />
          </li>
        )}
      </PagedList>
    </Dialog>
  );
}
