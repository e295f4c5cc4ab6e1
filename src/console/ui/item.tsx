import type { ReactNode } from "react";

type ItemProps = {
  title: ReactNode;
  mark?: string | undefined;
  detail?: ReactNode;
  problem?: string | null;
  children?: ReactNode;
};

/** One of a list: what it is, what is known of it, and (`children`) what can be done with it. */
export function Item({ title, mark, detail, problem = null, children }: ItemProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="grid min-w-40 flex-1 gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2 text-sm font-medium wrap-anywhere">
          {title}
          {mark !== undefined && <span className="rounded-full bg-tint px-2 py-0.5 text-xs">{mark}</span>}
        </p>
        {detail !== undefined && <p className="text-sm text-muted wrap-anywhere">{detail}</p>}
        {problem !== null && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
      </div>
      {children}
    </li>
  );
}
