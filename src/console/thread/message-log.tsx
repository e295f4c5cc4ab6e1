import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useDeferredValue, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { History } from "../chat/messages-query.ts";
import { t } from "../strings/strings.ts";
import { JumpToNewest } from "./jump-to-newest.tsx";
import { MoreMessages } from "./more-messages.tsx";
import type { Row } from "./rows.ts";
import { type Found, useFound } from "./use-found.ts";

type MessageLogProps = {
  conversationId: string;
  history: History;
  rows: Row[];
  found: Found | null;
  /** What one has missed is still coming. */
  isCatchingUp: boolean;
  /** Whether what is said now comes into sight by itself. */
  onAtEnd: (isAtEnd: boolean) => void;
  renderRow: (row: Row, isFound: boolean) => ReactNode;
};

/** So near the end, who reads is at the end. */
const nearEndPx = 120;
const likelyHeightPx = 56;
const keptAround = 12;
/** Who comes so near to what is not there yet has it read. */
const nearEdgeRows = 8;

/** The thread: of all its rows, only those are on the page that can be seen. It stays where it is read while others come and go. */
export function MessageLog({
  conversationId,
  history,
  rows,
  found,
  isCatchingUp,
  onAtEnd,
  renderRow,
}: MessageLogProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const firstUnread = rows.findIndex((row) => row.kind === "message" && row.isFirstUnread);
  const followsEnd = useFollowsEnd(history.hasNewer) && !(isCatchingUp && firstUnread >= 0);
  const [isAtEnd, setIsAtEnd] = useState(true);
  // oxlint-disable-next-line react-hooks-js/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: () => likelyHeightPx,
    overscan: keptAround,
    paddingStart: 20,
    paddingEnd: 4,
    anchorTo: "end",
    followOnAppend: followsEnd,
    scrollEndThreshold: nearEndPx,
    onChange: (changed) => setIsAtEnd(changed.isAtEnd(nearEndPx)),
  });
  useLayoutEffect(() => virtualizer.scrollToEnd(), [virtualizer]);
  useEffect(() => onAtEnd(isAtEnd), [isAtEnd, onAtEnd]);
  const { newCount, setSeen } = useNewCount(history, isAtEnd);
  useUnreadInView({ rows, firstUnread, isCatchingUp }, (seq) => {
    if (!isAtEnd) return true;
    virtualizer.scrollToIndex(firstUnread, { align: "start" });
    if (isNearEnd(scroller.current)) return false;
    setIsAtEnd(false);
    setSeen(seq - 1);
    return true;
  });
  useOwnWordsInView(rows, () => virtualizer.scrollToEnd());
  const foundKey = useFound(found, rows, (index) => virtualizer.scrollToIndex(index, { align: "center" }));

  const items = virtualizer.getVirtualItems();
  // Before that, nobody knows what one is near to.
  const isLaidOut = items.length > 0 || rows.length === 0;
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} className="h-full overflow-y-auto [overflow-anchor:none]">
        <MoreMessages
          conversationId={conversationId}
          history={history}
          isNearStart={isLaidOut && (items[0]?.index ?? 0) < nearEdgeRows}
          isNearEnd={isLaidOut && (items.at(-1)?.index ?? 0) >= rows.length - nearEdgeRows}
        />
        <div className="mx-auto w-full max-w-3xl px-4 pb-3 md:px-6">
          {rows.length === 0 && (
            <p className="py-8 text-center font-display text-lg text-muted">{t("thread.log.empty")}</p>
          )}
          <div
            role="log"
            aria-label={t("thread.log.label")}
            className="relative"
            style={{ height: virtualizer.getTotalSize() }}
          >
            <ol>
              {items.map(({ index, key, start }) => {
                const row = rows[index];
                return (
                  row && (
                    <li
                      key={key}
                      ref={virtualizer.measureElement}
                      data-index={index}
                      className="absolute inset-x-0 top-0"
                      style={{ transform: `translateY(${start}px)` }}
                    >
                      {renderRow(row, key === foundKey)}
                    </li>
                  )
                );
              })}
            </ol>
          </div>
        </div>
      </div>
      {(!isAtEnd || history.hasNewer) && (
        <JumpToNewest
          conversationId={conversationId}
          hasNewer={history.hasNewer}
          newCount={newCount}
          onJump={() => virtualizer.scrollToEnd()}
        />
      )}
    </div>
  );
}

/** How much was said since one left the end to read elsewhere, or came and was led to what one had not seen. */
function useNewCount({ items, seq }: History, isAtEnd: boolean) {
  const [seen, setSeen] = useState(seq);
  if (isAtEnd && seen !== seq) setSeen(seq);
  return { newCount: items.filter((message) => message.seq > seen).length, setSeen };
}

function isNearEnd(scroller: HTMLElement | null): boolean {
  if (!scroller) return true;
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx;
}

type UnreadRows = { rows: Row[]; firstUnread: number; isCatchingUp: boolean };

/**
 * Shows where what one has not seen begins, once for each such place: who comes goes on there, not at the end.
 * While it is still coming there may be too little of it to lead there: `show` says whether it has.
 */
function useUnreadInView({ rows, firstUnread, isCatchingUp }: UnreadRows, show: (seq: number) => boolean): void {
  const shown = useRef(0);
  const showUnread = useEffectEvent(show);
  useLayoutEffect(() => {
    const row = rows[firstUnread];
    if (row?.kind !== "message" || shown.current === row.message.seq) return;
    if (showUnread(row.message.seq) || !isCatchingUp) shown.current = row.message.seq;
  }, [rows, firstUnread, isCatchingUp]);
}

/** What is read on the way back to the newest messages is no news to follow; what comes after it is. */
function useFollowsEnd(hasNewer: boolean): boolean {
  const hadNewer = useDeferredValue(hasNewer);
  return !hasNewer && !hadNewer;
}

/** Whoever says something sees it, wherever they were reading. */
function useOwnWordsInView(rows: Row[], show: () => void): void {
  const newest = rows.at(-1);
  const sending = newest?.kind === "outgoing" ? newest.key : null;
  const latestShow = useRef(show);
  useEffect(() => {
    latestShow.current = show;
  });
  useEffect(() => {
    if (sending !== null) latestShow.current();
  }, [sending]);
}
