import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** What is done once it is confirmed: the part of `useAction` that this needs. */
type Work = {
  act: (input: void, options: { onSuccess: () => void }) => void;
  isPending: boolean;
  problem: string | null;
  reset: () => void;
};

type ConfirmButtonProps = {
  label: string;
  /** What it is called where `label` alone would not say of which thing it is. */
  name?: string;
  title: string;
  /** What the button in the dialog says; as this one, if nothing is given. */
  action?: string;
  work: Work;
  look?: "quiet" | "danger";
  className?: string;
  children: ReactNode;
};

/** A button for what can't be taken back: it asks first, and tells in the same place why it came to nothing. */
export function ConfirmButton({
  label,
  name,
  title,
  action = label,
  work,
  look = "danger",
  className,
  children,
}: ConfirmButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const close = () => {
    setIsAsking(false);
    work.reset();
  };
  return (
    <>
      <Button look={look} aria-label={name} className={className ?? ""} onClick={() => setIsAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={title}
          action={action}
          isBusy={work.isPending}
          problem={work.problem}
          onConfirm={() => work.act(undefined, { onSuccess: close })}
          onClose={close}
        >
          {children}
        </ConfirmDialog>
      )}
    </>
  );
}
