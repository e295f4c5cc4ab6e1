import type { ReactNode } from "react";
import { Brand } from "../ui/brand.tsx";
import { LanguageChoice } from "./language-choice.tsx";

/** The frame of every page that one sees while signed out. */
export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    // What comes late comes at its end, and moves nothing.
    <main className="relative grid min-h-dvh grid-cols-1 content-start justify-items-center gap-8 px-4 pt-16 pb-10 sm:pt-[9dvh]">
      <title>{`${title} · Atrium`}</title>
      <div className="absolute end-3 top-3">
        <LanguageChoice />
      </div>
      <Brand />
      <section className="grid w-full max-w-sm grid-cols-1 gap-5 rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        <h1 className="font-display text-2xl font-semibold tracking-tight">{title}</h1>
        {children}
      </section>
    </main>
  );
}
