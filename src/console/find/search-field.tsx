import { SearchIcon } from "../ui/icons.tsx";

type SearchFieldProps = {
  label: string;
  text: string;
  hasFocus?: boolean;
  onChange: (text: string) => void;
  onEscape?: () => void;
};

export function SearchField({ label, text, hasFocus = false, onChange, onEscape }: SearchFieldProps) {
  return (
    <div className="relative min-w-0 flex-1 text-muted">
      <span className="pointer-events-none absolute inset-y-0 start-3 grid place-items-center">
        <SearchIcon />
      </span>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- only where it was opened to type here
        autoFocus={hasFocus}
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text === "") onEscape?.();
          else onChange("");
        }}
        className="min-h-10 w-full rounded-lg border border-edge bg-surface ps-10 pe-3 text-base text-ink placeholder:text-muted sm:text-sm"
      />
    </div>
  );
}
