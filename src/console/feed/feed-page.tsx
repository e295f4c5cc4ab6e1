import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Posts } from "./posts.tsx";
import { feedsKey } from "./queries.ts";
import { WriteForm } from "./write-form.tsx";

const feeds = {
  home: { name: "Home", nothing: "Nothing yet. Follow people, or look at what everybody says." },
  global: { name: "Everybody", nothing: "Nobody has said anything yet." },
} as const;

/** What is new: from those whom one follows, or from everybody. */
export function FeedPage() {
  const { of = "home" } = useSearch({ from: "/signed-in/feed" });
  const navigate = useNavigate();
  return (
    <Page
      title="Feed"
      actions={
        <Link to="/spaces" className={buttonClass("quiet")}>
          Spaces
        </Link>
      }
    >
      <div className="rounded-2xl border border-line bg-surface p-5">
        <WriteForm
          label="What is new?"
          action="Post"
          stale={[feedsKey]}
          write={(content) => unwrap(client.community.publish({ content }))}
        />
      </div>
      <fieldset aria-label="Whose posts" className="flex gap-1 justify-self-start rounded-xl bg-sunken p-1">
        {(["home", "global"] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={of === name}
            onClick={() => void navigate({ to: "/feed", search: name === "home" ? {} : { of: name }, replace: true })}
            className="min-h-9 rounded-lg px-4 text-sm font-medium aria-pressed:bg-surface aria-pressed:shadow-sm"
          >
            {feeds[name].name}
          </button>
        ))}
      </fieldset>
      <Posts feed={of} nothing={feeds[of].nothing} />
    </Page>
  );
}
