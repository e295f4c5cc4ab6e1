import { type ChangeEvent, useState } from "react";
import { t } from "../strings/strings.ts";
import { Field } from "../ui/field.tsx";
import { PasswordStrength } from "./password-strength.tsx";

/** The server's default minimum; where it is configured higher, the server's refusal says so. */
const minLength = 15;

/** What else the form says of who chooses: a password should not be made of it. */
const ownWords = ["email", "username", "displayName"];

type Chosen = { password: string; words: string[] };
type NewPasswordFieldProps = { label: string; name: string; problem?: string | undefined };

/** A password to be chosen, with how well it would hold. Length is what counts, so nothing else is asked for. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const [{ password, words }, setChosen] = useState<Chosen>({ password: "", words: [] });
  const choose = ({ currentTarget: { value, form } }: ChangeEvent<HTMLInputElement>) => {
    const fields = new FormData(form ?? undefined);
    const given = ownWords.map((name) => fields.get(name)).filter((word) => typeof word === "string");
    setChosen({ password: value, words: given.filter((word) => word !== "") });
  };
  return (
    <div className="grid gap-2">
      <Field
        {...props}
        type="password"
        autoComplete="new-password"
        minLength={minLength}
        required
        hint={t("account.newPassword.hint", { count: minLength })}
        onChange={choose}
      />
      {password.length >= minLength && <PasswordStrength password={password} words={words} />}
    </div>
  );
}
