import { useMutation } from "@tanstack/react-query";
import { tellFailure } from "../ui/toasts.tsx";
import { client } from "./client.ts";
import { unwrap } from "./request-failed.ts";

/** Signs out here. When the server can't be told, one is still signed in, and it says so. */
export function useSignOut(): () => void {
  const { mutate } = useMutation({ mutationFn: () => unwrap(client.auth.logout()), onError: tellFailure });
  return () => mutate();
}
