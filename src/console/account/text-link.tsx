import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";

function Anchor({ children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} className="font-medium text-accent underline underline-offset-3 hover:text-accent-strong">
      {children}
    </a>
  );
}

/** A link within a sentence. */
export const TextLink = createLink(Anchor);
