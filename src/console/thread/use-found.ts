import { useEffect, useRef, useState } from "react";
import type { Row } from "./rows.ts";

/** A message that somebody wants to see; each wish is one of its own. */
export type Found = { seq: number; wish: number };

const markedMs = 3_000;

/** Shows what was looked for once it is among the rows. @returns its key for a while, to be marked. */
export function useFound(found: Found | null, rows: Row[], show: (index: number) => void): string | null {
  const [key, setKey] = useState<string | null>(null);
  const shown = useRef(0);
  const index = found ? rows.findIndex((row) => row.kind === "message" && row.message.seq === found.seq) : -1;
  const latestShow = useRef(show);
  useEffect(() => {
    latestShow.current = show;
  });
  useEffect(() => {
    const row = rows[index];
    if (!found || !row || shown.current === found.wish) return;
    shown.current = found.wish;
    setKey(row.key);
    // After the thread has laid its new rows out.
    requestAnimationFrame(() => latestShow.current(index));
  }, [found, index, rows]);
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(() => setKey(null), markedMs);
    return () => clearTimeout(timer);
  }, [key]);
  return key;
}
