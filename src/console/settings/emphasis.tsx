import type { ReactNode } from "react";

/** For `t.rich`: what of a text stands out. */
export function standOut(chunks: ReactNode) {
  return <strong className="font-medium text-ink">{chunks}</strong>;
}

/** For `t.rich`: an address that stands out, whose signs stay in their order in every language. */
export function standOutAsAddress(chunks: ReactNode) {
  return (
    <strong dir="ltr" className="font-medium text-ink">
      {chunks}
    </strong>
  );
}
