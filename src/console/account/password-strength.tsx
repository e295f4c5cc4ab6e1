import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSettled } from "../app/use-settled.ts";

const verdicts = ["Very easy to guess", "Easy to guess", "Could be better", "Good", "Very good"];

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
  const verdict = breached === true ? "Known from a data breach: choose another" : (verdicts[score] ?? "");
  const advice = [warning, ...suggestions].filter((text) => text !== null).join(" ");
  return (
    <div className="grid gap-1.5 text-sm">
      <div aria-hidden="true" className="grid grid-cols-4 gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={`h-1 rounded-full ${step > score ? "bg-line" : colourOf(acceptable)}`} />
        ))}
      </div>
      <output className={acceptable ? "text-muted" : "text-danger"}>
        {verdict}
        {advice !== "" && `. ${advice}`}
      </output>
    </div>
  );
}

function colourOf(isAcceptable: boolean): string {
  return isAcceptable ? "bg-accent" : "bg-danger";
}
