import { useSuspenseQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";

/** What others see of one. */
export function Profile() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { submit, isPending, isSuccess, problem, problemOf } = useSubmit(async (field) => {
    const changes = {
      displayName: field("displayName"),
      username: field("username").toLowerCase(),
      bio: field("bio"),
    };
    queryClient.setQueryData(meQuery.queryKey, await unwrap(client.me.update(changes)));
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={t("settings.profile.name")}
          name="displayName"
          dir="auto"
          autoComplete="name"
          maxLength={80}
          required
          defaultValue={me.displayName}
          problem={problemOf("displayName")}
        />
        <Field
          label={t("settings.profile.username")}
          name="username"
          dir="ltr"
          autoComplete="username"
          autoCapitalize="none"
          pattern="[A-Za-z0-9_]{3,30}"
          title={t("settings.profile.usernameHint")}
          required
          defaultValue={me.username}
          problem={problemOf("username")}
        />
      </div>
      <TextArea label={t("settings.profile.bio")} name="bio" dir="auto" maxLength={500} defaultValue={me.bio} />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">{t("settings.profile.saved")}</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        {t("settings.profile.save")}
      </Button>
    </form>
  );
}
