import { TextLink } from "../account/text-link.tsx";
import { t } from "../strings/strings.ts";
import { Brand } from "../ui/brand.tsx";

export function NotFoundPage() {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-4 p-4 text-center">
      <title>{`${t("app.notFound.title")} · Atrium`}</title>
      <Brand />
      <h1 className="text-muted">{t("app.notFound.nothing")}</h1>
      <p>
        <TextLink to="/">{t("app.notFound.toConversations")}</TextLink>
      </p>
    </main>
  );
}
