import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { User } from "../../client/index.ts";
import { describePermission } from "../api-keys/permission-words.ts";
import { client } from "../app/client.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { rolesQuery, userQuery } from "./queries.ts";

type Role = { name: string; permissions: string[] };

/** What somebody may do here, by the roles that they have. Each change asks first. */
export function RoleChoice({ user }: { user: User }) {
  const query = useQuery(rolesQuery);
  const [asked, setAsked] = useState<Role | null>(null);
  return (
    <Section title={t("admin.roles.title")}>
      <Loaded query={query} what={t("admin.roles.list")}>
        {(roles) => (
          <fieldset className="grid gap-3" aria-label={t("admin.roles.of", { name: user.displayName })}>
            {roles.map((role) => (
              <Checkbox
                key={role.name}
                label={role.name}
                hint={describe(role)}
                checked={user.roles.includes(role.name)}
                onChange={() => setAsked(role)}
              />
            ))}
          </fieldset>
        )}
      </Loaded>
      {asked && <RoleChange user={user} role={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

/** Gives or takes a role, once that is confirmed; the server may want a fresh proof of who does it. */
function RoleChange({ user, role, onClose }: { user: User; role: Role; onClose: () => void }) {
  const [hasRole] = useState(user.roles.includes(role.name));
  const { users } = client.admin;
  const { act, isPending, problem } = useAction(
    () => proved(() => (hasRole ? users.revokeRole(user.id, role.name) : users.grantRole(user.id, role.name))),
    {
      stale: [userQuery(user.id), { queryKey: ["admin", "users"] }, { queryKey: ["admin", "audit", "last", user.id] }],
    },
  );
  const names = { name: user.displayName, role: role.name };
  const permissions = { permissions: describe(role) };
  return (
    <ConfirmDialog
      title={hasRole ? t("admin.roles.takeTitle", names) : t("admin.roles.giveTitle", names)}
      action={hasRole ? t("admin.roles.take") : t("admin.roles.give")}
      isBusy={isPending}
      problem={problem}
      onConfirm={() => act(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      {hasRole ? t("admin.roles.takes", permissions) : t("admin.roles.gives", permissions)} {t("admin.roles.audited")}
    </ConfirmDialog>
  );
}

function describe({ permissions }: Role): string {
  return permissions.map(describePermission).join(" · ");
}
