import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

const marked = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])|((?<![\w@.])@[a-z0-9_]{3,30}(?!\w))/gi;

type RichTextProps = { children: string; meUsername?: string | undefined; hasLinkedNames?: boolean };

/** The words of a message: line breaks are the writer's, addresses are links, names stand out or lead to the person. */
export function RichText({ children, meUsername, hasLinkedNames = false }: RichTextProps) {
  return (
    <p dir="auto" className="text-start whitespace-pre-wrap">
      {partsOf(children, meUsername, hasLinkedNames)}
    </p>
  );
}

function partsOf(text: string, meUsername: string | undefined, hasLinkedNames: boolean): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(marked)) {
    const [found, address] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(
      address === undefined ? (
        <Name key={match.index} text={found} me={meUsername} isLink={hasLinkedNames} />
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
    <a href={href} target="_blank" rel="noopener noreferrer" dir="ltr" className="underline underline-offset-3">
      {href}
    </a>
  );
}

function Name({ text, me, isLink }: { text: string; me: string | undefined; isLink: boolean }) {
  const username = text.slice(1).toLowerCase();
  const className = username === me ? "rounded bg-notice px-1 font-semibold text-on-notice" : "font-semibold";
  if (!isLink) return <strong className={className}>{text}</strong>;
  return (
    <Link to="/users/$username" params={{ username }} className={`${className} hover:underline`}>
      <bdi>{text}</bdi>
    </Link>
  );
}
