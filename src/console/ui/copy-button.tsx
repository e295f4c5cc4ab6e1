import { useState } from "react";
import { Button } from "./button.tsx";

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome("Copied"),
      () => setOutcome("Copy it by hand"),
    );
  };
  return (
    <Button look="quiet" onClick={copy}>
      <span aria-live="polite">{outcome ?? label}</span>
    </Button>
  );
}
