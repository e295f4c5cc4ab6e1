import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Suppression } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { useSettled } from "../app/use-settled.ts";
import { SearchField } from "../find/search-field.tsx";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Item } from "../ui/item.tsx";
import { PagedList } from "../ui/paged-list.tsx";
import { Section } from "../ui/section.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { suppressionsQuery } from "./health-queries.ts";

/** The addresses to which nothing is sent any more, and a way to have one tried again. */
export function Suppressions() {
  const [text, setText] = useState("");
  const address = useSettled(text.trim(), 300);
  const query = useInfiniteQuery(suppressionsQuery(address));
  return (
    <Section title={t("admin.health.suppressions")}>
      <p className="text-sm text-muted">{t("admin.health.suppressionsHint")}</p>
      <search className="flex max-w-md">
        <SearchField label={t("admin.health.suppressionSearch")} text={text} onChange={setText} />
      </search>
      <PagedList
        query={query}
        what={t("admin.health.suppressionList")}
        nothing={address === "" ? t("admin.health.noSuppressions") : t("admin.health.noSuchSuppression")}
      >
        {(suppression) => <Row key={suppression.id} suppression={suppression} />}
      </PagedList>
    </Section>
  );
}

function Row({ suppression: { id, hint, reason, provider, at } }: { suppression: Suppression }) {
  const work = useAction(
    async () => {
      await unwrap(client.admin.health.unsuppress(id));
      tellBriefly(t("admin.health.removed", { address: hint }));
    },
    { stale: [{ queryKey: ["admin", "suppressions"] }] },
  );
  return (
    <Item
      title={<bdi>{hint}</bdi>}
      detail={
        <>
          <bdi className="block">{reason}</bdi>
          {t("admin.health.saidBy", { provider, moment: moment(at) })}
        </>
      }
    >
      <ConfirmButton
        label={t("admin.health.remove")}
        name={t("admin.health.removeOf", { address: hint })}
        title={t("admin.health.removeTitle", { address: hint })}
        action={t("admin.health.removeAct")}
        work={work}
      >
        {t("admin.health.removeText")}
      </ConfirmButton>
    </Item>
  );
}
