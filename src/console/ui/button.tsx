import type { ButtonHTMLAttributes } from "react";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "border border-line bg-surface text-ink hover:bg-sunken",
  bare: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-line bg-surface text-danger hover:bg-danger-tint",
};

/** How a button looks, for links that stand among buttons. */
export function buttonClass(look: keyof typeof looks): string {
  const shape = "inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium";
  return `${shape} transition-colors disabled:opacity-55 aria-disabled:opacity-55 ${looks[look]}`;
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: keyof typeof looks;
  /** Something is under way: pressing again does nothing. It keeps the focus, which a disabled one would lose. */
  isBusy?: boolean;
};

/** Something that can be done. It submits its form only when told `type="submit"`. */
export function Button({
  look = "primary",
  isBusy = false,
  onClick,
  className = "",
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- it is the caller's, and "button" where none is given
      type={type}
      aria-disabled={isBusy}
      aria-busy={isBusy}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={`${buttonClass(look)} ${className}`}
    />
  );
}
