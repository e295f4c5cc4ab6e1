import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { Gate } from "../../platform/crypto/gate.ts";
import type { RequestDeps } from "../../platform/http/request.ts";
import type { PasswordStrength } from "./contract.ts";
import { judgePassword } from "./password-policy.ts";

/** The estimate takes quadratic time, up to 100 ms for so many characters; more hardly matter. */
const maxCharacters = 100;
/** What an estimate holds up is the whole isolate, so they go one by one and not too many wait. */
const gate = new Gate({ waiting: 16 });

let estimator: ZxcvbnFactory | undefined;

/**
 * How well a password would withstand guessing, and whether it would be accepted here. The score advises;
 * `acceptable` is exactly what registering would say for somebody with these words.
 *
 * @throws Problem `UNAVAILABLE` when too many wait.
 */
export async function ratePassword(
  deps: Pick<RequestDeps, "config" | "log">,
  { password, userInputs }: { password: string; userInputs: string[] },
): Promise<PasswordStrength> {
  const { fault, breached } = await judgePassword(deps, password, userInputs);
  const zxcvbn = (estimator ??= await loadEstimator());
  const words = [...userInputs, ...deps.config.PASSWORD_FORBIDDEN_WORDS];
  const { score, feedback } = await gate.run(() => zxcvbn.check(password.normalize("NFKC"), words));
  return { score, warning: feedback.warning, suggestions: feedback.suggestions, breached, acceptable: !fault };
}

/** The dictionaries are most of a megabyte: no isolate reads them before somebody asks. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, common, { default: words }, { default: translations }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en/dist/commonWords.json.mjs"),
    import("@zxcvbn-ts/language-en/dist/translations.mjs"),
  ]);
  return new Factory({
    dictionary: { ...common.dictionary, "commonWords-en": words },
    graphs: common.adjacencyGraphs,
    translations,
    maxLength: maxCharacters,
  });
}
