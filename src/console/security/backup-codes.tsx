import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";

/** Backup codes, shown this once. */
export function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <>
      <p className="text-sm text-muted">
        Keep these where you find them without your phone. Each lets you sign in once, and they are not shown again.
      </p>
      <ul
        aria-label="Backup codes"
        className="print-alone grid print:bg-transparent grid-cols-1 gap-x-6 gap-y-2 rounded-lg bg-sunken p-4 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join("\n")} />
        <Button look="quiet" onClick={() => window.print()}>
          Print
        </Button>
        <Button onClick={onDone}>I have kept them</Button>
      </div>
    </>
  );
}
