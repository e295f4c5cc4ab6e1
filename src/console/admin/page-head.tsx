import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { BackIcon } from "../ui/icons.tsx";

type PageHeadProps = {
  title: string;
  /** How it is shown, where not as its words are. */
  shown?: ReactNode;
  /** The list that this is one of. */
  back?: { to: string; name: string };
  /** What can be done with the whole of it. */
  children?: ReactNode;
};

/** What an operators' page is, and what can be done with all that is on it. */
export function PageHead({ title, shown = title, back, children }: PageHeadProps) {
  return (
    <div className="grid gap-2">
      <title>{`${title} · Atrium`}</title>
      {back && (
        <Link
          to={back.to}
          className="-ms-1.5 inline-flex items-center gap-1 justify-self-start rounded-md pe-1.5 text-sm text-muted hover:text-ink"
        >
          <BackIcon />
          {back.name}
        </Link>
      )}
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="min-w-0 text-lg font-semibold wrap-anywhere">{shown}</h2>
        {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
      </div>
    </div>
  );
}
