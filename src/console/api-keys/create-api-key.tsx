import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NewApiKey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { useSubmit } from "../app/use-submit.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { PermissionChoice } from "./permission-choice.tsx";
import { scopes } from "./permission-words.ts";
import { apiKeysQuery } from "./queries.ts";

const lifetimes = {
  30: t("apiKeys.create.lifetimes.month"),
  90: t("apiKeys.create.lifetimes.quarter"),
  365: t("apiKeys.create.lifetimes.year"),
  never: t("apiKeys.create.lifetimes.endless"),
};
const dayMs = 24 * 60 * 60 * 1000;
const words = { CONFLICT: t("apiKeys.create.tooMany") };

export function CreateApiKey({ onCreated }: { onCreated: (key: NewApiKey) => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const [permissions, setPermissions] = useState<string[]>([]);
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    const input = { name: field("name"), permissions, ...endOf(field("lifetime")) };
    onCreated(await proved(() => client.apiKeys.create(input)));
    await queryClient.invalidateQueries(apiKeysQuery);
  }, words);
  return (
    <form onSubmit={submit} className="grid gap-5">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={t("apiKeys.create.name")}
          name="name"
          dir="auto"
          maxLength={80}
          required
          autoComplete="off"
          hint={t("apiKeys.create.nameHint")}
          problem={problemOf("name")}
        />
        <Select label={t("apiKeys.create.lifetime")} name="lifetime" options={lifetimes} defaultValue="90" />
      </div>
      <PermissionChoice names={[...scopes, ...me.permissions]} chosen={permissions} onChange={setPermissions} />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" className="justify-self-start" isBusy={isPending} disabled={permissions.length === 0}>
        {t("apiKeys.create.submit")}
      </Button>
    </form>
  );
}

function endOf(lifetime: string): { expiresAt?: string } {
  return lifetime === "never" ? {} : { expiresAt: new Date(Date.now() + Number(lifetime) * dayMs).toISOString() };
}
