import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { t } from "../strings/strings.ts";
import { IconButton } from "./icon-button.tsx";
import { CloseIcon } from "./icons.tsx";

const widths = { narrow: "max-w-sm", wide: "max-w-lg", full: "max-w-4xl" };

type DialogProps = {
  title: string;
  onClose: () => void;
  width?: keyof typeof widths;
  /** Whether a button in its corner closes it too, for dialogs that ask nothing. */
  hasClose?: boolean;
  children: ReactNode;
};

/** A question that comes before everything else on the page. Escape closes it, and the focus goes back. */
export function Dialog({ title, onClose, width = "narrow", hasClose = false, children }: DialogProps) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className={`m-auto max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] ${widths[width]} overflow-y-auto rounded-2xl border border-line bg-surface p-6 text-ink shadow-lg backdrop:bg-black/45`}
      onClose={(event) => {
        if (event.target === event.currentTarget && !event.currentTarget.open) onClose();
      }}
    >
      <div className="grid grid-cols-1 gap-4">
        <div className="flex items-center justify-between gap-2">
          <h2 id={id} className="font-display text-xl font-semibold tracking-tight wrap-anywhere">
            {title}
          </h2>
          {hasClose && (
            <IconButton label={t("ui.close")} className="-my-2 -me-2" onClick={() => ref.current?.close()}>
              <CloseIcon />
            </IconButton>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
