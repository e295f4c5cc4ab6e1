import type { StepUpMethod } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { Field } from "../ui/field.tsx";
import { methodWords } from "./method-words.ts";

/** The field for what proves a factor, where it is something to type. */
export function FactorInput({ method }: { method: StepUpMethod }) {
  if (method === "passkey") return null;
  const common = { label: methodWords[method].label, name: "code", required: true };
  // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever gets here has been asked for this one thing
  if (method === "password") return <Field {...common} autoFocus type="password" autoComplete="current-password" />;
  if (method === "backup_code") {
    // oxlint-disable-next-line jsx-a11y/no-autofocus -- likewise
    return <Field {...common} autoFocus dir="ltr" autoComplete="off" autoCapitalize="none" spellCheck={false} />;
  }
  return (
    <Field
      {...common}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- likewise
      autoFocus
      dir="ltr"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="\s*\d{3}\s?\d{3}\s*"
      title={t("factors.sixDigits")}
      maxLength={9}
    />
  );
}
