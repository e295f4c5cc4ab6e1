import type { ReactNode } from "react";

const looks = {
  problem: "bg-danger-tint text-danger",
  good: "bg-tint text-ink",
  note: "bg-notice text-on-notice",
};

/** Says how something went. Problems are announced at once, the rest when there is a pause. */
export function Notice({ look, children }: { look: keyof typeof looks; children: ReactNode }) {
  return (
    <p
      role={look === "problem" ? "alert" : "status"}
      className={`animate-appear rounded-lg px-3 py-2 text-sm ${looks[look]}`}
    >
      {children}
    </p>
  );
}
