import { t } from "../strings/strings.ts";
import { type Connection, useConnection } from "./connection.ts";

const texts: Partial<Record<Connection, string>> = {
  offline: t("app.connection.offline"),
  reconnecting: t("app.connection.reconnecting"),
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
