import type { Conversation } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { conversationQuery, conversationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";

export function RenameGroup({ conversation: { id, title } }: { conversation: Conversation }) {
  const { submit, isPending, isSuccess, problem } = useSubmit(async (fields) => {
    await unwrap(client.chat.rename(id, fields("title")));
    await queryClient.invalidateQueries(conversationQuery(id));
    await queryClient.invalidateQueries(conversationsQuery);
  });
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <Field
          label={t("group.rename.title")}
          name="title"
          defaultValue={title ?? ""}
          required
          maxLength={100}
          problem={problem ?? undefined}
          hint={isSuccess ? t("group.rename.saved") : undefined}
        />
      </div>
      <Button type="submit" look="quiet" className="min-h-11" isBusy={isPending}>
        {t("group.rename.submit")}
      </Button>
    </form>
  );
}
