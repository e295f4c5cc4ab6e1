import type { ReactNode } from "react";

const marked = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])|((?<![\w@.])@[a-z0-9_]{3,30}(?!\w))/gi;

/** The words of a message: line breaks are the writer's, addresses are links, names stand out. */
export function RichText({ children, meUsername }: { children: string; meUsername?: string | undefined }) {
  return <p className="whitespace-pre-wrap">{partsOf(children, meUsername)}</p>;
}

function partsOf(text: string, meUsername: string | undefined): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(marked)) {
    const [found, address] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(
      address === undefined ? (
        <Name key={match.index} text={found} me={meUsername} />
      ) : (
        <Address key={match.index} href={address} />
      ),
    );
    at = match.index + found.length;
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  return parts;
}

function Address({ href }: { href: string }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className="underline underline-offset-3">
      {href}
    </a>
  );
}

function Name({ text, me }: { text: string; me: string | undefined }) {
  const isMe = me !== undefined && text.slice(1).toLowerCase() === me;
  return (
    <strong className={isMe ? "rounded bg-notice px-1 font-semibold text-on-notice" : "font-semibold"}>{text}</strong>
  );
}
