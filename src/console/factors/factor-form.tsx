import { useState } from "react";
import type { StepUpMethod } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { hasPasskeys } from "./ceremony.ts";
import { methodWords } from "./method-words.ts";
import { OneFactor } from "./one-factor.tsx";
import type { FactorQuestion } from "./factor-question.ts";

/** Asks for a factor: the first of the methods, with the others at hand. */
export function FactorForm({ methods, ...rest }: FactorQuestion & { methods: readonly StepUpMethod[] }) {
  const usable = methods.filter((method) => method !== "passkey" || hasPasskeys);
  const [chosen, setChosen] = useState<StepUpMethod | null>(null);
  const method = chosen ?? usable[0];
  if (method === undefined) return <p className="text-sm text-muted">{t("factors.none")}</p>;
  const others = usable.filter((other) => other !== method);
  return (
    <>
      <OneFactor key={method} method={method} {...rest} />
      {others.length > 0 && (
        <div className="grid gap-2 border-t border-line pt-4">
          <p className="text-sm text-muted">{t("factors.another")}</p>
          <div className="flex flex-wrap gap-2">
            {others.map((other) => (
              <Button key={other} look="quiet" onClick={() => setChosen(other)}>
                {methodWords[other].name}
              </Button>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
