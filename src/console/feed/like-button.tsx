import { numberText } from "../app/number-text.ts";
import { HeartIcon } from "./icons.tsx";

type LikeButtonProps = { label: string; likes: number; isLiked: boolean; onToggle: () => void };

/** Likes something, or takes that back. */
export function LikeButton({ label, likes, isLiked, onToggle }: LikeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isLiked}
      aria-label={label}
      onClick={onToggle}
      className={`inline-flex min-h-8 items-center gap-1.5 rounded-full px-2.5 text-sm transition-colors hover:bg-sunken hover:text-ink ${isLiked ? "text-accent" : "text-muted"}`}
    >
      <span className={isLiked ? "*:fill-current" : ""}>
        <HeartIcon />
      </span>
      {likes > 0 && <span className="tabular-nums">{numberText(likes)}</span>}
    </button>
  );
}
