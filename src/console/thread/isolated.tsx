import type { ReactNode } from "react";

/** A name in a sentence, which may be written the other way than the sentence. */
export function isolated(chunks: ReactNode): ReactNode {
  return <bdi>{chunks}</bdi>;
}
