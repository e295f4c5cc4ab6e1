import { client } from "../app/client.ts";
import { Bubble } from "./bubble.tsx";
import type { OutgoingMessage } from "./outgoing.ts";

/** One's own message on its way, or stuck there. */
export function OutgoingItem({ message }: { message: OutgoingMessage }) {
  const { content, state } = message;
  const { outbox } = client.chat;
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
            <button
              type="button"
              onClick={() => void outbox.retry(message)}
              className="font-medium underline underline-offset-3"
            >
              Try again
            </button>{" "}
            <button type="button" onClick={() => void outbox.discard(message)} className="underline underline-offset-3">
              Throw away
            </button>
          </>
        )}
      </p>
    </li>
  );
}
