import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { PasswordStrength as Strength } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSettled } from "../app/use-settled.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/strings.ts";

const verdicts = [
  t("account.strength.score0"),
  t("account.strength.score1"),
  t("account.strength.score2"),
  t("account.strength.score3"),
  t("account.strength.score4"),
];
/** From here on there is nothing to be advised. */
const goodScore = 3;

/** How well a password would hold, once one stops typing. It advises only, so where nobody can say it says nothing. */
export function PasswordStrength({ password, words }: { password: string; words: string[] }) {
  const chosen = useSettled(password, 400);
  const { data } = useQuery({
    // Kept for no longer than it is shown.
    queryKey: ["password-strength", chosen, words],
    queryFn: () => unwrap(client.auth.passwordStrength(chosen, words)),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  const { score, warning, suggestions, breached, acceptable } = data;
  const verdict = breached === true ? t("account.strength.breached") : (verdicts[score] ?? "");
  const advice = adviceOf({ score, warning, suggestions });
  return (
    <div className="grid gap-1.5 text-sm">
      <div aria-hidden="true" className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={`h-1 rounded-full ${step > score ? "bg-line" : colourOf(acceptable)}`} />
        ))}
      </div>
      <output className={acceptable ? "text-muted" : "text-danger"}>
        {advice === "" ? verdict : t("account.strength.advised", { verdict, advice })}
      </output>
    </div>
  );
}

/** The server's advice is English; on other pages one piece of advice stands for all. */
function adviceOf({ score, warning, suggestions }: Pick<Strength, "score" | "warning" | "suggestions">) {
  if (language === "en") return [warning, ...suggestions].filter((text) => text !== null).join(" ");
  return score < goodScore ? t("account.strength.longer") : "";
}

function colourOf(isAcceptable: boolean): string {
  return isAcceptable ? "bg-accent" : "bg-danger";
}
