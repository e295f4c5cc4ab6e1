import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextLink } from "./text-link.tsx";
import { useEnter } from "./use-enter.ts";

/** Posts the link's token once, and enters. */
export function VerifyByLink({ token }: { token: string }) {
  const enter = useEnter();
  const { mutate, error } = useMutation({
    mutationFn: () => unwrap(client.auth.verifyEmail({ token })),
    onSuccess: (login) => enter(login),
  });
  const posted = useRef(false);
  useEffect(() => {
    // A token works once, and React runs effects twice in development.
    if (posted.current) return;
    posted.current = true;
    mutate();
  }, [mutate]);
  if (!error) return <Loading what={t("account.verify.account")} />;
  return (
    <>
      <Notice look="problem">{failureText(failureOf(error))}</Notice>
      <p className="text-sm text-muted">
        <TextLink to="/verify-email" hash="">
          {t("account.verify.otherWay")}
        </TextLink>
      </p>
    </>
  );
}
