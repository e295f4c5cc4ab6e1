import { chooseLanguage, isLanguage, language, languages } from "../strings/language.ts";
import { t } from "../strings/strings.ts";

/** The languages of the console, each under its own name. */
export function LanguageChoice() {
  return (
    <ul aria-label={t("account.language")} className="flex flex-wrap justify-center gap-1 text-sm">
      {Object.entries(languages).map(([code, name]) => (
        <li key={code}>
          <button
            type="button"
            lang={code}
            aria-current={code === language}
            onClick={() => isLanguage(code) && chooseLanguage(code)}
            className="min-h-9 rounded-lg px-3 text-muted hover:bg-sunken hover:text-ink aria-[current=true]:font-medium aria-[current=true]:text-ink"
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
