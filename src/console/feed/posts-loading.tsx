import { t } from "../strings/strings.ts";

const bar = "h-3 rounded-full bg-sunken";

/** The shapes of posts that are on their way, so that little moves when they come. */
export function PostsLoading() {
  return (
    <div className="grid grid-cols-1 gap-4">
      <output className="sr-only">{t("ui.loading", { what: t("feed.posts.what") })}</output>
      {["first", "second", "third"].map((name) => (
        <div
          key={name}
          aria-hidden="true"
          className="grid animate-breathe gap-4 rounded-2xl border border-line bg-surface p-5"
        >
          <div className="flex items-center gap-3">
            <span className="size-9 rounded-full bg-sunken" />
            <span className={`${bar} w-32`} />
          </div>
          <span className={`${bar} w-full`} />
          <span className={`${bar} w-2/3`} />
        </div>
      ))}
    </div>
  );
}
