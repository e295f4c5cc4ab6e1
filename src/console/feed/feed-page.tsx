import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { t } from "../strings/strings.ts";
import { buttonClass } from "../ui/button.tsx";
import { SearchIcon } from "../ui/icons.tsx";
import { Page } from "../ui/page.tsx";
import { NewPost } from "./new-post.tsx";
import { Nothing } from "./nothing.tsx";
import { Posts } from "./posts.tsx";
import { Switch } from "./switch.tsx";
import { WhoToFollow } from "./who-to-follow.tsx";

const feeds = { home: t("feed.page.home"), global: t("feed.page.everybody") };

/** What is new: from those whom one follows, or from everybody. */
export function FeedPage() {
  const { of = "home" } = useSearch({ from: "/signed-in/feed" });
  const navigate = useNavigate();
  return (
    <Page title={t("feed.page.title")} actions={<ToSearch />}>
      <NewPost />
      <Switch
        label={t("feed.page.whose")}
        options={feeds}
        value={of}
        onChange={(name) => void navigate({ to: "/feed", search: name === "home" ? {} : { of: name }, replace: true })}
      />
      {of === "home" && <WhoToFollow />}
      <Posts key={of} feed={of} nothing={of === "home" ? <NothingAtHome /> : <NothingAtAll />} />
    </Page>
  );
}

function ToSearch() {
  return (
    <Link
      to="/search"
      aria-label={t("feed.page.search")}
      title={t("feed.page.search")}
      className={`${buttonClass("quiet")} px-2.5!`}
    >
      <SearchIcon />
    </Link>
  );
}

function NothingAtHome() {
  return (
    <Nothing title={t("feed.page.nothingHome")} hint={t("feed.page.nothingHomeHint")}>
      <Link to="/feed" search={{ of: "global" }} className={buttonClass("quiet")}>
        {t("feed.page.lookAtEverybody")}
      </Link>
    </Nothing>
  );
}

function NothingAtAll() {
  return <Nothing title={t("feed.page.nothingGlobal")} hint={t("feed.page.nothingGlobalHint")} />;
}
