import { useState } from "react";
import { t } from "../strings/strings.ts";
import { Button } from "./button.tsx";

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label = t("ui.copy.action") }: { text: string; label?: string }) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome(t("ui.copy.done")),
      () => setOutcome(t("ui.copy.failed")),
    );
  };
  return (
    <Button look="quiet" onClick={copy}>
      <span aria-live="polite">{outcome ?? label}</span>
    </Button>
  );
}
