import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { onSignedOut } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { canBePushedTo } from "./browser.ts";
import { forgetPush, keepPush, readPushAgain } from "./push.ts";
import { isWorkerMessage } from "./worker-message.ts";

// The server forgets this browser with its session; whoever signs out on purpose is not pushed to when they are back.
// A session that merely ends is taken up again by who turned push on, and by nobody else.
onSignedOut((reason) => {
  if (reason === "signed-out") forgetPush().catch(() => undefined);
});

/** Keeps this browser's subscription while one is signed in, and goes where a clicked push leads. */
export function usePushLive(): void {
  const { data: me } = useSuspenseQuery(meQuery);
  const router = useRouter();
  useEffect(() => {
    // Without it nothing is pushed here; the settings say so, and the next visit tries again.
    keepPush(me.id).catch(() => undefined);
  }, [me.id]);
  useEffect(() => {
    if (!canBePushedTo) return;
    const { serviceWorker } = navigator;
    const go = ({ data }: MessageEvent<unknown>) => {
      if (isWorkerMessage(data)) router.history.push(data.path);
    };
    serviceWorker.addEventListener("message", go);
    return () => serviceWorker.removeEventListener("message", go);
  }, [router]);
  useEffect(watchPermission, []);
}

/** What is allowed in the browser's own settings is known here at once. */
function watchPermission(): (() => void) | undefined {
  if (!canBePushedTo || !("permissions" in navigator)) return undefined;
  const watching = new AbortController();
  const watch = async () => {
    const status = await navigator.permissions.query({ name: "notifications" });
    status.addEventListener("change", () => void readPushAgain(), { signal: watching.signal });
  };
  watch().catch(() => undefined);
  return () => watching.abort();
}
