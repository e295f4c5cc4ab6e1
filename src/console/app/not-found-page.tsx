import { TextLink } from "../account/text-link.tsx";
import { Brand } from "../ui/brand.tsx";

export function NotFoundPage() {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-4 p-4 text-center">
      <title>Not found · Atrium</title>
      <Brand />
      <p className="text-muted">There is nothing at this address.</p>
      <p>
        <TextLink to="/">To your conversations</TextLink>
      </p>
    </main>
  );
}
