import { useEffect, useRef, useState } from "react";

const aheadOfIt = "400px";

/** Calls back when what the reference is put on comes near the window. */
export function useReachEnd(onReach: () => void): (element: HTMLElement | null) => void {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const latest = useRef(onReach);
  useEffect(() => {
    latest.current = onReach;
  });
  useEffect(() => {
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: aheadOfIt,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return setElement;
}
