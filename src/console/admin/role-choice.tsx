import { useQuery } from "@tanstack/react-query";
import type { User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { useAction } from "../app/use-action.ts";
import { describePermission } from "../api-keys/permission-words.ts";
import { proved } from "../step-up/proved.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { rolesQuery, userQuery } from "./queries.ts";

/** What somebody may do here, by the roles that they have. It asks for a fresh proof of who grants. */
export function RoleChoice({ user }: { user: User }) {
  const query = useQuery(rolesQuery);
  const { act, isPending, problem } = useAction(
    ({ name, isGranted }: { name: string; isGranted: boolean }) =>
      proved(() =>
        isGranted ? client.admin.users.grantRole(user.id, name) : client.admin.users.revokeRole(user.id, name),
      ),
    { stale: [userQuery(user.id)] },
  );
  return (
    <Section title="Roles">
      <Loaded query={query} what="roles">
        {(roles) => (
          <fieldset className="grid gap-3" aria-label={`Roles of ${user.displayName}`} aria-busy={isPending}>
            {roles.map(({ name, permissions }) => (
              <Checkbox
                key={name}
                label={name}
                hint={permissions.map(describePermission).join(" · ")}
                checked={user.roles.includes(name)}
                onChange={({ target }) => act({ name, isGranted: target.checked })}
              />
            ))}
          </fieldset>
        )}
      </Loaded>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </Section>
  );
}
