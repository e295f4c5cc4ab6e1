import { Field } from "../ui/field.tsx";

type MomentFieldProps = {
  label: string;
  name: string;
  /** The moment (ISO 8601), or nothing. */
  moment: string | undefined;
  onChange?: (moment: string | undefined) => void;
};

/** A day and a time of the place where one is, for a moment. */
export function MomentField({ label, name, moment, onChange }: MomentFieldProps) {
  return (
    <Field
      label={label}
      name={name}
      type="datetime-local"
      defaultValue={moment === undefined ? "" : localText(moment)}
      onChange={({ target }) => onChange?.(momentOf(target.value))}
    />
  );
}

/** The moment of what such a field holds; nothing while it is not whole. */
export function momentOf(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** "2026-11-21T14:05", as such fields are filled in. */
function localText(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
