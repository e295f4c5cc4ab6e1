import { t } from "../strings/later.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { describePermission } from "./permission-words.ts";

type PermissionChoiceProps = { names: string[]; chosen: string[]; onChange: (chosen: string[]) => void };

/** What a key may do. */
export function PermissionChoice({ names, chosen, onChange }: PermissionChoiceProps) {
  return (
    <fieldset className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
      <legend className="mb-2 text-sm font-medium">{t("apiKeys.create.may")}</legend>
      {names.map((name) => (
        <Checkbox
          key={name}
          label={describePermission(name)}
          checked={chosen.includes(name)}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
          }
        />
      ))}
    </fieldset>
  );
}
