import { Field } from "../ui/field.tsx";

/** The server's default minimum; where it is configured higher, the server's refusal says so. */
const minLength = 15;

type NewPasswordFieldProps = { label: string; name: string; problem?: string | undefined };

/** A password to be chosen. Length is what counts, so nothing else is asked for. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  return (
    <Field
      {...props}
      type="password"
      autoComplete="new-password"
      minLength={minLength}
      required
      hint={`At least ${minLength} characters. A few words are good.`}
    />
  );
}
