import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { t } from "../strings/strings.ts";

type DropZoneProps = { onFiles: (files: Iterable<File>) => void; children: ReactNode };

/** Takes files that are dropped anywhere on it. */
export function DropZone({ onFiles, children }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  // Entering a part comes before leaving the one around it.
  const depth = useRef(0);
  const move = (event: DragEvent, step: number) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + step);
    setIsOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    move(event, -depth.current);
    if (event.dataTransfer.files.length > 0) onFiles(event.dataTransfer.files);
  };
  return (
    <div
      className="relative flex h-full flex-col"
      onDragEnter={(event) => move(event, 1)}
      onDragOver={(event) => move(event, 0)}
      onDragLeave={(event) => move(event, -1)}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <p className="pointer-events-none absolute inset-3 z-10 grid place-content-center rounded-2xl border-2 border-dashed border-accent bg-tint font-display text-xl text-ink">
          {t("composer.files.drop")}
        </p>
      )}
    </div>
  );
}
