import { createClient, type SignOutReason } from "../../client/index.ts";
import { forgetSession } from "./session-hint.ts";

type Listener = (reason: SignOutReason) => void;

const listeners = new Set<Listener>();

/** The console's one way to the server. */
export const client = createClient(location.origin, {
  onSignedOut: (reason) => {
    forgetSession();
    for (const listener of listeners) listener(reason);
  },
});

/** Calls back when the session that was there is over. */
export function onSignedOut(listener: Listener): void {
  listeners.add(listener);
}
