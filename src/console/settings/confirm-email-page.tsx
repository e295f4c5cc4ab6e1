import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { AccountPage } from "../account/account-page.tsx";
import { TextLink } from "../account/text-link.tsx";
import { tokenIn } from "../account/token-in.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { t } from "../strings/later.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";

/** Where the mail to a new address leads: posts the link's token once. */
export function ConfirmEmailPage() {
  const token = tokenIn(useLocation().hash);
  const { mutate, data, error } = useMutation({
    mutationFn: (given: string) => unwrap(client.me.verifyEmail({ token: given })),
    onSuccess: (user) => queryClient.setQueryData(meQuery.queryKey, user),
  });
  const posted = useRef(false);
  useEffect(() => {
    // A token works once, and React runs effects twice in development.
    if (posted.current || token === null) return;
    posted.current = true;
    mutate(token);
  }, [mutate, token]);
  return (
    <AccountPage title={t("settings.confirmEmail.title")}>
      {token === null && <Notice look="problem">{t("settings.confirmEmail.incomplete")}</Notice>}
      {token !== null && !data && !error && <Loading what={t("settings.confirmEmail.what")} />}
      {data && <Notice look="good">{t("settings.confirmEmail.done", { email: data.email })}</Notice>}
      {error && <Notice look="problem">{failureText(failureOf(error))}</Notice>}
      <p className="text-sm text-muted">
        <TextLink to="/settings">{t("settings.confirmEmail.back")}</TextLink>
      </p>
    </AccountPage>
  );
}
