import type { ReactNode } from "react";
import type { Message } from "../../client/index.ts";
import { moment, timeOrDay } from "../app/time.ts";
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
        <span className="truncate font-medium text-ink">{message.sender.displayName}</span>
        {where !== undefined && <span className="truncate">in {where}</span>}
        <time dateTime={message.createdAt} title={moment(message.createdAt)} className="ml-auto shrink-0">
          {timeOrDay(message.createdAt)}
        </time>
      </span>
      <span className="line-clamp-2 text-sm wrap-anywhere">{marked(glimpse(message), wanted)}</span>
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
