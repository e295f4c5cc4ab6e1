import { useEffect, useRef } from "react";

/** Who writes nothing for so long is thinking. */
const pauseMs = 4_000;

/** Tells the others that one is typing, and that one has paused. */
export function useTypingSignal(tell: (isTyping: boolean) => void) {
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const typed = (isTyping: boolean) => {
    clearTimeout(pause.current);
    tell(isTyping);
    if (isTyping) pause.current = setTimeout(() => tell(false), pauseMs);
  };
  /** It was sent, which tells the others by itself. */
  const sent = () => clearTimeout(pause.current);
  return { typed, sent };
}
