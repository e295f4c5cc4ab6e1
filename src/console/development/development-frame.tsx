import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { NotFoundPage } from "../app/not-found-page.tsx";
import { failureOf } from "../app/request-failed.ts";
import { t } from "../strings/later.ts";
import { Brand } from "../ui/brand.tsx";
import { Loaded } from "../ui/loaded.tsx";

const linkClass = "rounded-lg px-2.5 py-2 text-sm text-muted hover:bg-sunken hover:text-ink";
const hereClass = "bg-sunken font-medium text-ink!";

type DevelopmentFrameProps<T> = {
  title: string;
  about: string;
  query: UseQueryResult<T>;
  /** What it is that is read. */
  what: string;
  children: (data: T) => ReactNode;
};

/** The frame of the pages for development. Where the server runs for nothing of that kind, they are not there. */
export function DevelopmentFrame<T>({ title, about, query, what, children }: DevelopmentFrameProps<T>) {
  if (query.error !== null && failureOf(query.error).status === 404) return <NotFoundPage />;
  return (
    <div className="grid h-dvh grid-cols-1 grid-rows-[auto_minmax(0,1fr)]">
      <title>{`${title} · Atrium`}</title>
      <header className="flex items-center gap-3 border-b border-line bg-surface px-4 py-2">
        <Link to="/" aria-label={t("development.frame.home")} className="shrink-0 rounded-lg">
          <Brand isShort />
        </Link>
        <nav aria-label={t("development.frame.nav")} className="flex min-w-0 gap-1 overflow-x-auto whitespace-nowrap">
          <Link to="/outbox" className={linkClass} activeProps={{ className: hereClass }}>
            {t("development.frame.outbox")}
          </Link>
          <Link to="/mail-previews" className={linkClass} activeProps={{ className: hereClass }}>
            {t("development.frame.mailPreviews")}
          </Link>
          <a href="/docs" className={linkClass}>
            {t("development.frame.reference")}
          </a>
        </nav>
      </header>
      <main className="flex min-h-0 flex-col">
        <div className="px-4 pt-4 pb-3">
          <h1 className="font-display text-2xl font-semibold tracking-tight">{title}</h1>
          <p className="text-sm text-muted">{about}</p>
        </div>
        <Loaded query={query} what={what}>
          {children}
        </Loaded>
      </main>
    </div>
  );
}
