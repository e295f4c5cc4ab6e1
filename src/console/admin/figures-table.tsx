import type { ReactNode } from "react";

type FiguresTableProps = {
  label: string;
  /** The heads of the columns; of the first, what each row is. */
  columns: string[];
  rows: { key: string; name: ReactNode; figures: ReactNode[] }[];
};

/** Figures side by side. Where they are wider than the page, they are scrolled. */
export function FiguresTable({ label, columns: [first, ...rest], rows }: FiguresTableProps) {
  return (
    <section
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is cut off can be scrolled to, by the keyboard too
      tabIndex={0}
      aria-label={label}
      className="max-h-96 overflow-auto rounded-lg"
    >
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface">
          <tr className="border-b border-line text-xs text-muted">
            <th scope="col" className="py-2 pe-4 text-start font-medium">
              {first}
            </th>
            {rest.map((name) => (
              <th key={name} scope="col" className="px-2 py-2 text-end font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map(({ key, name, figures }) => (
            <tr key={key}>
              <th scope="row" className="min-w-36 py-2 pe-4 text-start font-normal">
                {name}
              </th>
              {figures.map((figure, index) => (
                <td key={rest[index]} className="px-2 py-2 text-end whitespace-nowrap tabular-nums">
                  {figure}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
