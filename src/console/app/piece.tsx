import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { tellFailure } from "../ui/toasts.tsx";
import { ahead } from "./part.ts";

/**
 * Something that opens on a page, as a dialog does, and is fetched when it first does. Where it can't be, that is told,
 * and it is closed again.
 */
export function piece<P extends { onClose: () => void }>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: ReactNode = null,
) {
  let known: ComponentType<P> | null = null;
  const loadNow = ahead(async () => (known = await load()));
  return function Piece(props: P) {
    const [Loaded, setLoaded] = useState(() => known);
    const { onClose } = props;
    useEffect(() => {
      if (known) return;
      const show = async () => {
        const component = await loadNow();
        setLoaded(() => component);
      };
      show().catch((error: unknown) => {
        tellFailure(error);
        onClose();
      });
      // oxlint-disable-next-line react/exhaustive-deps -- it is fetched once, whatever it is given meanwhile
    }, []);
    return Loaded ? <Loaded {...props} /> : meanwhile;
  };
}
