import type { ButtonHTMLAttributes } from "react";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "border border-line bg-surface text-ink hover:bg-sunken",
  bare: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-line bg-surface text-danger hover:bg-danger-tint",
};

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: keyof typeof looks;
  /** Something is under way: pressing again would do nothing. */
  isBusy?: boolean;
};

/** Something that can be done. It submits its form only when told `type="submit"`. */
export function Button({
  look = "primary",
  isBusy = false,
  disabled,
  className = "",
  type = "button",
  ...rest
}: ButtonProps) {
  const shape = "inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium";
  return (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- it is the caller's, and "button" where none is given
      type={type}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy}
      className={`${shape} transition-colors disabled:opacity-55 ${looks[look]} ${className}`}
    />
  );
}
