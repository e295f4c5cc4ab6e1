import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useEnter } from "./use-enter.ts";

const people = ["ada", "grace"];
const password = "atrium demo passphrase";

/** In development: the seeded people, one click away. */
export function DemoLogins({ next }: { next: string | undefined }) {
  const enter = useEnter();
  const isDevelopment = useIsDevelopment();
  const { act, isPending, problem } = useAction(async (name: string) => {
    enter(await unwrap(client.auth.login({ email: `${name}@example.com`, password })), next);
  });
  if (!isDevelopment) return null;
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <p className="text-xs text-muted">Development server: enter as a demo person.</p>
      <div className="flex flex-wrap gap-2">
        {people.map((name) => (
          <Button key={name} look="quiet" className="flex-1 text-xs" isBusy={isPending} onClick={() => act(name)}>
            {name}@example.com
          </Button>
        ))}
      </div>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}
