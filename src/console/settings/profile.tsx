import { useSuspenseQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";

/** The names by which others see one. */
export function Profile() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { submit, isPending, isSuccess, problem, problemOf } = useSubmit(async (field) => {
    const changes = { displayName: field("displayName"), username: field("username").toLowerCase() };
    queryClient.setQueryData(meQuery.queryKey, await unwrap(client.me.update(changes)));
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Your name"
          name="displayName"
          autoComplete="name"
          maxLength={80}
          required
          defaultValue={me.displayName}
          problem={problemOf("displayName")}
        />
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          pattern="[A-Za-z0-9_]{3,30}"
          required
          defaultValue={me.username}
          problem={problemOf("username")}
        />
      </div>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      {isSuccess && <Notice look="good">Saved.</Notice>}
      <Button type="submit" look="quiet" className="justify-self-start" isBusy={isPending}>
        Save
      </Button>
    </form>
  );
}
