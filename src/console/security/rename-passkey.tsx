import type { Passkey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { passkeysQuery } from "./queries.ts";

export function RenamePasskey({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    await unwrap(client.passkeys.rename(passkey.id, field("name")));
    await queryClient.invalidateQueries(passkeysQuery);
    onDone();
  });
  return (
    <li>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <Field
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the button was pressed to type here
            autoFocus
            label={t("security.passkeys.name")}
            dir="auto"
            name="name"
            maxLength={80}
            required
            defaultValue={passkey.name}
            problem={problemOf("name") ?? problem ?? undefined}
          />
        </div>
        <Button type="submit" isBusy={isPending}>
          {t("security.passkeys.save")}
        </Button>
        <Button look="bare" onClick={onDone}>
          {t("security.cancel")}
        </Button>
      </form>
    </li>
  );
}
