import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Switch } from "../feed/switch.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { PlusIcon } from "../ui/icons.tsx";
import { Page } from "../ui/page.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { Invitations } from "./invitations.tsx";
import { NewSpace } from "./new-space.tsx";
import { spacesQuery } from "./queries.ts";
import { SpaceRow } from "./space-row.tsx";

const which = { all: t("spaces.page.all"), mine: t("spaces.page.mine") };

/** The spaces that one can see, and where one is invited to. */
export function SpacesPage() {
  const [shown, setShown] = useState<keyof typeof which>("all");
  const query = useInfiniteQuery(spacesQuery(shown === "mine"));
  const [isCreating, setIsCreating] = useState(false);
  return (
    <Page
      title={t("spaces.page.title")}
      actions={
        <Button look="quiet" onClick={() => setIsCreating(true)}>
          <PlusIcon />
          {t("spaces.page.new")}
        </Button>
      }
    >
      {isCreating && <NewSpace onClose={() => setIsCreating(false)} />}
      <Invitations />
      <Switch label={t("spaces.page.which")} options={which} value={shown} onChange={setShown} />
      <PagedList
        query={query}
        what={t("spaces.page.what")}
        nothing={shown === "mine" ? t("spaces.page.nothingMine") : t("spaces.page.nothing")}
      >
        {(space) => (
          <li key={space.id}>
            <SpaceRow space={space} />
          </li>
        )}
      </PagedList>
    </Page>
  );
}
