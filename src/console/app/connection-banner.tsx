import { type Connection, useConnection } from "./connection.ts";

const texts: Partial<Record<Connection, string>> = {
  offline: "You are offline. New messages will appear when you are back.",
  reconnecting: "The connection is lost. Reconnecting…",
};

/** Tells the truth about the connection, and takes no room while all is well. */
export function ConnectionBanner() {
  const text = texts[useConnection()];
  return (
    <output>
      {text !== undefined && (
        <span className="block animate-appear bg-notice px-4 py-1.5 text-center text-sm text-on-notice">{text}</span>
      )}
    </output>
  );
}
