import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Profile } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { monthOf } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Unblock } from "./block-person.tsx";
import { FollowButton } from "./follow-button.tsx";
import { FollowList } from "./follow-list.tsx";
import { ProfileMenu } from "./profile-menu.tsx";

/** Who somebody is, how many follow them, and what one can do: follow, write, report, block. */
export function ProfileHeader({ profile, isMe }: { profile: Profile; isMe: boolean }) {
  const { id, username, displayName, bio, isFollowedBy, isBlocked, createdAt } = profile;
  return (
    <div className="grid grid-cols-1 gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Avatar name={displayName} id={id} size="size-16 text-xl" />
        <div className="grid min-w-40 flex-1 grid-cols-1 gap-0.5 text-sm text-muted">
          <p className="flex flex-wrap items-center gap-x-2">
            <span dir="ltr">@{username}</span>
            {isFollowedBy && (
              <span className="rounded-full bg-tint px-2 py-0.5 text-xs text-ink">
                {t("people.profile.followsYou")}
              </span>
            )}
          </p>
          <p>{t("people.profile.joined", { when: monthOf(createdAt) })}</p>
        </div>
        {isMe ? (
          <Link to="/settings" className={buttonClass("quiet")}>
            {t("people.profile.edit")}
          </Link>
        ) : (
          <Actions profile={profile} />
        )}
      </div>
      {bio !== "" && (
        <p dir="auto" className="leading-relaxed whitespace-pre-wrap wrap-anywhere">
          {bio}
        </p>
      )}
      <Counts profile={profile} />
      {isBlocked && <Notice look="note">{t("people.profile.blocked", { name: displayName })}</Notice>}
    </div>
  );
}

function Actions({ profile }: { profile: Profile }) {
  const { id, username, displayName, isBlocked } = profile;
  const navigate = useNavigate();
  const write = useAction(async () => {
    const conversation = await unwrap(client.chat.openDirect(id));
    await navigate({ to: "/conversations/$conversationId", params: { conversationId: conversation.id } });
  });
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isBlocked ? (
        <Unblock username={username} name={displayName} />
      ) : (
        <>
          <FollowButton profile={profile} />
          <Button look="quiet" className="min-h-9!" isBusy={write.isPending} onClick={() => write.act()}>
            {t("people.profile.message")}
          </Button>
        </>
      )}
      <ProfileMenu profile={profile} />
      {write.problem !== null && <Notice look="problem">{write.problem}</Notice>}
    </div>
  );
}

function Counts({ profile: { username, displayName, followers, following } }: { profile: Profile }) {
  const [shown, setShown] = useState<"followers" | "following" | null>(null);
  const className = "min-h-8 rounded-lg text-muted underline-offset-3 hover:text-ink hover:underline";
  return (
    <div className="flex flex-wrap gap-x-5 text-sm">
      <button type="button" className={className} onClick={() => setShown("followers")}>
        {t.rich("people.profile.followers", { count: followers, b: number })}
      </button>
      <button type="button" className={className} onClick={() => setShown("following")}>
        {t.rich("people.profile.following", { count: following, b: number })}
      </button>
      {shown !== null && (
        <FollowList kind={shown} username={username} name={displayName} onClose={() => setShown(null)} />
      )}
    </div>
  );
}

function number(count: ReactNode) {
  return <b className="font-semibold text-ink">{count}</b>;
}
