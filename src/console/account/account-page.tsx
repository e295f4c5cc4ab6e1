import type { ReactNode } from "react";
import { Brand } from "../ui/brand.tsx";

/** The frame of every page that one sees while signed out. */
export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh grid-cols-1 content-start justify-items-center gap-8 px-4 py-10 sm:content-center">
      <title>{`${title} · Atrium`}</title>
      <Brand />
      <section className="grid w-full max-w-sm grid-cols-1 gap-5 rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        <h1 className="font-display text-2xl font-semibold tracking-tight">{title}</h1>
        {children}
      </section>
    </main>
  );
}
