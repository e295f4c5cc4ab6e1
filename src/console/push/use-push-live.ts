import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { onSignedOut } from "../app/client.ts";
import { ahead } from "../app/part.ts";
import { meQuery } from "../app/queries.ts";
import { canBePushedTo } from "./can-be-pushed-to.ts";
import { subscribedUser } from "./subscribed-user.ts";
import { isWorkerMessage } from "./worker-message.ts";

// The server forgets this browser with its session; whoever signs out on purpose is not pushed to when they are back.
// A session that merely ends is taken up again by who turned push on, and by nobody else.
onSignedOut((reason) => {
  if (reason === "signed-out") changePush(({ forgetPush }) => forgetPush());
});

const loadPush = ahead(() => import("./push.ts"));

/** Where nobody is pushed to, there is nothing to fetch. What fails, the settings show, and the next visit tries again. */
function changePush(change: (push: Awaited<ReturnType<typeof loadPush>>) => Promise<void>): void {
  if (subscribedUser() !== null)
    loadPush()
      .then(change)
      .catch(() => undefined);
}

/** Keeps this browser's subscription while one is signed in, and goes where a clicked push leads. */
export function usePushLive(): void {
  const { data: me } = useSuspenseQuery(meQuery);
  const router = useRouter();
  useEffect(() => changePush(({ keepPush }) => keepPush(me.id)), [me.id]);
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

async function readAgain(): Promise<void> {
  await (await loadPush()).readPushAgain();
}

/** What is allowed in the browser's own settings is known here at once. */
function watchPermission(): (() => void) | undefined {
  if (!canBePushedTo || !("permissions" in navigator)) return undefined;
  const watching = new AbortController();
  const watch = async () => {
    const status = await navigator.permissions.query({ name: "notifications" });
    status.addEventListener("change", () => void readAgain().catch(() => undefined), { signal: watching.signal });
  };
  watch().catch(() => undefined);
  return () => watching.abort();
}
