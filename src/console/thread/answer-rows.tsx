import type { CompanionFailure } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { timeOfDay } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { t } from "../strings/strings.ts";
import { Bubble } from "./bubble.tsx";
import { RichText } from "./rich-text.tsx";

/** What a companion is saying, as far as it has come. */
export function AnswerRow({ text }: { text: string }) {
  return (
    <div className="flex pt-4" aria-busy="true">
      <Bubble isMine={false} look="plain">
        <RichText>{text}</RichText>
        <span aria-hidden="true" className="h-3 w-1.5 animate-breathe rounded bg-accent" />
      </Bubble>
    </div>
  );
}

export function ThinkingRow() {
  return <p className="animate-breathe pt-4 text-sm text-muted">{t("thread.answer.thinking")}</p>;
}

type UnansweredRowProps = {
  conversationId: string;
  messageId: string;
  failure: CompanionFailure;
  onRetry: () => void;
};

const finalCodes = new Set(["REFUSED", "TOO_LONG", "MISCONFIGURED"]);

/** A question that a companion could not answer: why, and a way to ask again where that may help. */
export function UnansweredRow({ conversationId, messageId, failure, onRetry }: UnansweredRowProps) {
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.chat.answer(conversationId, messageId));
    onRetry();
  });
  const isFinal = finalCodes.has(failure.code);
  return (
    <div
      role="alert"
      className="mt-4 flex flex-wrap items-center gap-3 rounded-xl bg-danger-tint px-3 py-2 text-sm text-danger"
    >
      <p className="flex-1">
        {failure.retryAt === null || problem !== null
          ? (problem ?? failure.message)
          : t("thread.answer.failed", { reason: failure.message, time: timeOfDay(failure.retryAt) })}
      </p>
      {!isFinal && (
        <Button look="quiet" isBusy={isPending} onClick={() => act()}>
          {t("thread.answer.again")}
        </Button>
      )}
    </div>
  );
}
