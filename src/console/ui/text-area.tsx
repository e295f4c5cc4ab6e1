import { type TextareaHTMLAttributes, useId } from "react";

type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string; name: string };

/** A labelled place for more than a line. */
export function TextArea({ label, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        rows={3}
        {...area}
        id={id}
        className="field-sizing-content max-h-60 min-h-20 resize-none rounded-lg border border-edge bg-surface px-3 py-2 text-base placeholder:text-muted"
      />
    </div>
  );
}
