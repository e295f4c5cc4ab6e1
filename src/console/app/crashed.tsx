import { useRouter } from "@tanstack/react-router";
import { Brand } from "../ui/brand.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";

/** Instead of a page that could not be shown, most often for want of a connection. */
export function Crashed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-4 p-4">
      <Brand />
      <LoadFailed error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}
