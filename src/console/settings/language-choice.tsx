import { chooseLanguage, language, languages } from "../strings/language.ts";
import { t } from "../strings/later.ts";
import { Select } from "../ui/select.tsx";

/** The language of the pages, each under its own name. */
export function LanguageChoice() {
  return (
    <div className="grid gap-1.5">
      <Select
        label={t("settings.language.label")}
        options={languages}
        value={language}
        onChange={({ target: { value } }) => chooseLanguage(value === "ar" ? "ar" : "en")}
      />
      <p className="text-sm text-muted">{t("settings.language.hint")}</p>
    </div>
  );
}
