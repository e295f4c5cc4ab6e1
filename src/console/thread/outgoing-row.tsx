import { client } from "../app/client.ts";
import type { OutgoingMessage } from "../chat/outgoing.ts";
import { Bubble } from "./bubble.tsx";
import { RichText } from "./rich-text.tsx";

/** One's own message on its way, or stuck there. */
export function OutgoingRow({ message }: { message: OutgoingMessage }) {
  const { content, fileCount, state } = message;
  return (
    <div className="grid justify-items-end pt-1">
      <Bubble isMine look={state === "sent" ? "plain" : state}>
        {fileCount > 0 && <p className="text-sm">{fileCount === 1 ? "1 file" : `${fileCount} files`}</p>}
        {content !== "" && <RichText>{content}</RichText>}
      </Bubble>
      <p className="mt-1 text-xs text-muted">
        {state === "sending" && "Sending…"}
        {state === "sent" && "Sent"}
        {state === "failed" && <Stuck message={message} />}
      </p>
    </div>
  );
}

function Stuck({ message }: { message: OutgoingMessage }) {
  const { outbox } = client.chat;
  return (
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
  );
}
