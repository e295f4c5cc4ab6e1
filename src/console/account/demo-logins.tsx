import { useMutation } from "@tanstack/react-query";
import type { LoginResult } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { failureText } from "../app/failure-text.ts";
import { failureOf, unwrap } from "../app/request-failed.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

const people = ["ada", "grace"];
const password = "atrium demo passphrase";

/** In development: the seeded people, one click away. */
export function DemoLogins({ onEnter }: { onEnter: (login: LoginResult) => void }) {
  const isDevelopment = useIsDevelopment();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (name: string) => unwrap(client.auth.login({ email: `${name}@example.com`, password })),
    onSuccess: onEnter,
  });
  if (!isDevelopment) return null;
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <p className="text-xs text-muted">Development server: enter as a demo person.</p>
      <div className="flex gap-2">
        {people.map((name) => (
          <Button key={name} look="quiet" className="flex-1 text-xs" isBusy={isPending} onClick={() => mutate(name)}>
            {name}@example.com
          </Button>
        ))}
      </div>
      {error && <Notice look="problem">{failureText(failureOf(error))}</Notice>}
    </div>
  );
}
