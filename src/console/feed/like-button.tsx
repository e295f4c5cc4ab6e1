import { useState } from "react";
import type { Post } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { useCounters } from "./live-counters.ts";

/** Likes a post, or takes it back; how many do is told live. */
export function LikeButton({ post: { id, liked, counters } }: { post: Post }) {
  const [isLiked, setIsLiked] = useState(liked);
  const { likes } = useCounters(id, counters);
  const toggle = async () => {
    setIsLiked(!isLiked);
    const change = isLiked ? client.community.unlike(id) : client.community.like(id);
    await unwrap(change).catch((error: unknown) => {
      setIsLiked(isLiked);
      tellFailure(error);
    });
  };
  return (
    <button
      type="button"
      aria-pressed={isLiked}
      aria-label={`Like, ${likes} so far`}
      onClick={() => void toggle()}
      className="inline-flex min-h-8 items-center gap-1.5 rounded-full border border-line px-3 transition-colors hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-tint aria-pressed:text-ink"
    >
      <svg
        viewBox="0 0 24 24"
        className={`size-4 ${isLiked ? "fill-accent" : "fill-none"} stroke-current`}
        strokeWidth="1.75"
        aria-hidden="true"
      >
        <path d="M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10Z" />
      </svg>
      <span className="tabular-nums">{likes}</span>
    </button>
  );
}
