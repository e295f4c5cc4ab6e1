import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AccountPage } from "../account/account-page.tsx";
import { TextLink } from "../account/text-link.tsx";
import { tokenIn } from "../account/token-in.ts";
import type { Unsubscription } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { ofAnybody } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { typeNames } from "./type-words.ts";

/** Where a mail's link leads that ends mails of its kind, also for who is signed out. Opening it changes nothing. */
export function UnsubscribePage() {
  const token = tokenIn(useLocation().hash);
  return (
    <AccountPage title={t("notifications.unsubscribe.title")}>
      {token === null ? (
        <Notice look="problem">{t("notifications.unsubscribe.incomplete")}</Notice>
      ) : (
        <Ask token={token} />
      )}
      <p className="text-sm text-muted">
        <TextLink to="/settings/notifications">{t("notifications.unsubscribe.settings")}</TextLink>
      </p>
    </AccountPage>
  );
}

function Ask({ token }: { token: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["unsubscription", token],
    queryFn: () => unwrap(client.notifications.unsubscription(token)),
    staleTime: Infinity,
    meta: ofAnybody,
  });
  const { act, isPending, isSuccess, problem } = useAction(() => unwrap(client.notifications.unsubscribe(token)));
  if (error && failureOf(error).code === "TOKEN_INVALID")
    return <Notice look="problem">{t("notifications.unsubscribe.wrong")}</Notice>;
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what={t("notifications.unsubscribe.what")} />;
  if (isSuccess) return <Notice look="good">{doneText(data)}</Notice>;
  return (
    <>
      <p>{askText(data)}</p>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button isBusy={isPending} onClick={() => act()}>
        {t("notifications.unsubscribe.submit")}
      </Button>
    </>
  );
}

const strong = (chunks: ReactNode) => <b className="font-semibold">{chunks}</b>;

function askText({ subject }: Unsubscription): ReactNode {
  if (subject === "digest") return t("notifications.unsubscribe.askDigest");
  return t.rich("notifications.unsubscribe.askType", { type: typeNames[subject], b: strong });
}

function doneText({ subject }: Unsubscription): ReactNode {
  if (subject === "digest") return t("notifications.unsubscribe.doneDigest");
  return t.rich("notifications.unsubscribe.doneType", { type: typeNames[subject], b: strong });
}
