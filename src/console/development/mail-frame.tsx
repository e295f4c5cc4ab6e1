type MailFrameProps = { title: string; address: string; className?: string };

/**
 * A mail's own page, in a frame in which nothing runs: it comes from the server with a policy that lets it have the
 * styles at its elements, which the policy of this page would forbid.
 */
export function MailFrame({ title, address, className = "" }: MailFrameProps) {
  return (
    <iframe
      key={address}
      title={title}
      src={address}
      sandbox=""
      className={`h-[72dvh] min-h-96 w-full rounded-xl border border-line bg-surface ${className}`}
    />
  );
}
