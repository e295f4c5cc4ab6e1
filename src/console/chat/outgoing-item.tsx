import { Bubble } from "./bubble.tsx";
import type { OutgoingMessage } from "./outgoing.ts";

type OutgoingItemProps = { message: OutgoingMessage; onRetry: () => void };

/** One's own message on its way, or stuck there. */
export function OutgoingItem({ message: { content, state }, onRetry }: OutgoingItemProps) {
  return (
    <li className="mt-1 grid">
      <Bubble isMine look={state === "sent" ? "plain" : state}>
        {content}
      </Bubble>
      <p className="mt-1 justify-self-end text-xs text-muted">
        {state === "sending" && "Sending…"}
        {state === "sent" && "Sent"}
        {state === "failed" && (
          <>
            <span className="text-danger">Not sent.</span>{" "}
            <button type="button" onClick={onRetry} className="font-medium underline underline-offset-3">
              Try again
            </button>
          </>
        )}
      </p>
    </li>
  );
}
