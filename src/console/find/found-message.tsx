import type { ReactNode } from "react";
import type { Message } from "../../client/index.ts";
import { moment, timeOrDay } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import { isolated } from "../thread/isolated.tsx";
import { glimpse } from "../thread/quote.tsx";

/** A message that a search has found: who said it, when, and its words with those looked for standing out. */
export function FoundMessage({
  message,
  wanted,
  where,
}: {
  message: Message;
  wanted: string;
  where?: string | undefined;
}) {
  return (
    <>
      <span className="flex items-baseline gap-2 text-xs text-muted">
        <bdi className="truncate font-medium text-ink">{message.sender.displayName}</bdi>
        {where !== undefined && <span className="truncate">{t.rich("find.in", { name: where, who: isolated })}</span>}
        <time dateTime={message.createdAt} title={moment(message.createdAt)} className="ms-auto shrink-0">
          {timeOrDay(message.createdAt)}
        </time>
      </span>
      <span className="line-clamp-2 text-sm wrap-anywhere">
        <bdi>{marked(glimpse(message), wanted)}</bdi>
      </span>
    </>
  );
}

function marked(text: string, wanted: string): ReactNode[] {
  const words = wanted.split(/\s+/).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(words.join("|"), "giu"))) {
    parts.push(
      text.slice(at, index),
      <mark key={index} className="rounded bg-notice text-on-notice">
        {found}
      </mark>,
    );
    at = index + found.length;
  }
  return [...parts, text.slice(at)];
}
