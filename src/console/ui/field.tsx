import { type InputHTMLAttributes, useId } from "react";

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  name: string;
  hint?: string | undefined;
  problem?: string | undefined;
};

/** What is written from the left in every language. */
const leftToRight = new Set(["email", "password", "tel", "url"]);

/** A labelled input with what helps to fill it in, or what is wrong with it. */
export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId();
  const note = problem ?? hint;
  const isLeftToRight = leftToRight.has(input.type ?? "text") || input.inputMode === "numeric";
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        dir={isLeftToRight ? "ltr" : undefined}
        {...input}
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={`min-h-11 rounded-lg border border-edge bg-surface px-3 text-base placeholder:text-muted aria-invalid:border-danger ${isLeftToRight ? "rtl:text-end" : ""}`}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={`text-sm ${problem === undefined ? "text-muted" : "text-danger first-letter:uppercase"}`}
        >
          {note}
        </p>
      )}
    </div>
  );
}
