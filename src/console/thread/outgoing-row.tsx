import { client } from "../app/client.ts";
import { useConnection } from "../app/connection.ts";
import type { OutgoingMessage } from "../chat/outgoing.ts";
import { t } from "../strings/strings.ts";
import { Bubble } from "./bubble.tsx";
import { RichText } from "./rich-text.tsx";

/** One's own message on its way, or stuck there. */
export function OutgoingRow({ message }: { message: OutgoingMessage }) {
  const { content, fileCount, state } = message;
  const isOffline = useConnection() === "offline";
  return (
    <div className="grid justify-items-end pt-1">
      <Bubble isMine look={state === "sent" ? "plain" : state}>
        {fileCount > 0 && <p className="text-sm">{t("thread.message.files", { count: fileCount })}</p>}
        {content !== "" && <RichText>{content}</RichText>}
      </Bubble>
      <p className="mt-1 text-xs text-muted">
        {state === "sending" && (isOffline ? t("thread.outgoing.waiting") : t("thread.outgoing.sending"))}
        {state === "sent" && t("thread.outgoing.sent")}
        {state === "failed" && <Stuck message={message} />}
      </p>
    </div>
  );
}

function Stuck({ message }: { message: OutgoingMessage }) {
  const { outbox } = client.chat;
  return (
    <>
      <span className="text-danger">{t("thread.outgoing.failed")}</span>{" "}
      <button
        type="button"
        onClick={() => void outbox.retry(message)}
        className="font-medium underline underline-offset-3"
      >
        {t("thread.outgoing.again")}
      </button>{" "}
      <button type="button" onClick={() => void outbox.discard(message)} className="underline underline-offset-3">
        {t("thread.outgoing.discard")}
      </button>
    </>
  );
}
