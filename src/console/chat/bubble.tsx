const looks = { plain: "", sending: "opacity-65", failed: "outline outline-danger", deleted: "italic opacity-65" };

type BubbleProps = { isMine: boolean; look: keyof typeof looks; children: string };

/** The words of a message. Line breaks are the writer's; the longest word stays inside. */
export function Bubble({ isMine, look, children }: BubbleProps) {
  const side = isMine
    ? "justify-self-end rounded-br-md bg-mine text-on-mine"
    : "justify-self-start rounded-bl-md bg-sunken";
  return (
    <p
      className={`max-w-[85%] rounded-2xl px-3.5 py-2 leading-relaxed wrap-anywhere whitespace-pre-wrap sm:max-w-[75%] ${side} ${looks[look]}`}
    >
      {children}
    </p>
  );
}
