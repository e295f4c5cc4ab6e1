const list = new Intl.ListFormat(undefined, { type: "conjunction" });

/** Says who is typing. Its room is always kept, so that nothing jumps. */
export function TypingIndicator({ names }: { names: string[] }) {
  return (
    <output className="block mx-auto h-6 w-full max-w-3xl px-5 text-xs text-muted md:px-7">
      {names.length > 0 && (
        <span className="animate-appear">
          {list.format(names)} {names.length === 1 ? "is" : "are"} typing
          <span aria-hidden="true" className="animate-breathe">
            …
          </span>
        </span>
      )}
    </output>
  );
}
