import type { ReactNode } from "react";

const looks = {
  plain: "",
  sending: "outline outline-dashed outline-current -outline-offset-3",
  failed: "outline outline-danger",
  deleted: "italic opacity-65",
};

type BubbleProps = { isMine: boolean; look: keyof typeof looks; children: ReactNode };

/** What a message holds. The longest word stays inside. */
export function Bubble({ isMine, look, children }: BubbleProps) {
  const side = isMine ? "rounded-ee-md bg-mine text-on-mine" : "rounded-es-md bg-sunken";
  return (
    <div
      className={`grid min-w-0 grid-cols-1 gap-1.5 rounded-2xl px-3.5 py-2 leading-relaxed wrap-anywhere ${side} ${looks[look]}`}
    >
      {children}
    </div>
  );
}
