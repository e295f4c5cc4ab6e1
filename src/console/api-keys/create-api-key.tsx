import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NewApiKey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { useSubmit } from "../app/use-submit.ts";
import { proved } from "../step-up/proved.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { PermissionChoice } from "./permission-choice.tsx";
import { scopes } from "./permission-words.ts";
import { apiKeysQuery } from "./queries.ts";

const lifetimes = { 30: "30 days", 90: "90 days", 365: "A year", never: "Without an end" };
const dayMs = 24 * 60 * 60 * 1000;

export function CreateApiKey({ onCreated }: { onCreated: (key: NewApiKey) => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const [permissions, setPermissions] = useState<string[]>([]);
  const { submit, isPending, problem, problemOf } = useSubmit(async (field) => {
    const input = { name: field("name"), permissions, ...endOf(field("lifetime")) };
    onCreated(await proved(() => client.apiKeys.create(input)));
    await queryClient.invalidateQueries(apiKeysQuery);
  });
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" name="name" maxLength={80} required autoComplete="off" problem={problemOf("name")} />
      <PermissionChoice names={[...scopes, ...me.permissions]} chosen={permissions} onChange={setPermissions} />
      <Select label="Works for" name="lifetime" options={lifetimes} defaultValue="90" />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" className="justify-self-start" isBusy={isPending} disabled={permissions.length === 0}>
        Create key
      </Button>
    </form>
  );
}

function endOf(lifetime: string): { expiresAt?: string } {
  return lifetime === "never" ? {} : { expiresAt: new Date(Date.now() + Number(lifetime) * dayMs).toISOString() };
}
