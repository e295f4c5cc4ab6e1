import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

/** A question that comes before everything else on the page. Escape closes it, and the focus goes back. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
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
      className="m-auto w-[calc(100%-2rem)] max-w-sm rounded-2xl border border-line bg-surface p-6 text-ink shadow-lg backdrop:bg-black/45"
      onClose={(event) => {
        if (!event.currentTarget.open) onClose();
      }}
    >
      <div className="grid gap-4">
        <h2 id={id} className="font-display text-xl font-semibold tracking-tight">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
