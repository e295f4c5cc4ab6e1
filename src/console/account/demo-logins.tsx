import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { useIsDevelopment } from "../app/use-is-development.ts";
import { t } from "../strings/strings.ts";
import { Notice } from "../ui/notice.tsx";
import { useEnter } from "./use-enter.ts";

const people = [
  { name: "ada", words: t("account.demo.ada") },
  { name: "grace", words: t("account.demo.grace") },
  { name: "admin", words: t("account.demo.admin") },
];
const password = "atrium demo passphrase";

/** In development: the seeded people, one click away, and what the server offers to programs. */
export function DemoLogins({ next }: { next: string | undefined }) {
  const enter = useEnter();
  const isDevelopment = useIsDevelopment();
  const { act, isPending, problem } = useAction(async (name: string) => {
    enter(await unwrap(client.auth.login({ email: `${name}@example.com`, password })), next);
  });
  if (!isDevelopment) return null;
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <p className="text-xs text-muted">{t("account.demo.intro")}</p>
      <ul className="-mx-2 grid gap-0.5">
        {people.map(({ name, words }) => (
          <li key={name}>
            <button
              type="button"
              aria-disabled={isPending}
              onClick={() => !isPending && act(name)}
              className="grid w-full gap-0.5 rounded-lg px-2 py-1.5 text-start text-sm hover:bg-sunken aria-disabled:opacity-55"
            >
              <span className="font-medium">{words}</span>
              <span dir="ltr" className="text-xs text-muted rtl:text-end">
                {name}@example.com
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <p className="text-xs text-muted">
        <a className="underline underline-offset-3" href="/docs">
          {t("account.demo.apiReference")}
        </a>
      </p>
    </div>
  );
}
