import type { ReactNode } from "react";
import { ChangePassword } from "./change-password.tsx";
import { Profile } from "./profile.tsx";
import { SessionList } from "./session-list.tsx";

export function SettingsPage() {
  return (
    <main className="overflow-y-auto">
      <title>Settings · Atrium</title>
      <div className="mx-auto grid max-w-2xl gap-6 px-4 py-8">
        <h1 className="font-display text-2xl font-semibold tracking-tight">Settings</h1>
        <Section title="Profile">
          <Profile />
        </Section>
        <Section title="Where you are signed in">
          <SessionList />
        </Section>
        <Section title="Password">
          <ChangePassword />
        </Section>
      </div>
    </main>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-4 rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}
