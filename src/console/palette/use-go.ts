import { useNavigate } from "@tanstack/react-router";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";
import type { Choice } from "./choices.ts";

/** Leads to what was chosen, and closes what it was chosen in. */
export function useGo(onGone: () => void): (choice: Choice) => void {
  const navigate = useNavigate();
  const open = (conversationId: string) =>
    navigate({ to: "/conversations/$conversationId", params: { conversationId } });
  const go = async (choice: Choice) => {
    // First, so that what is opened may take the focus.
    onGone();
    if (choice.kind === "place") return navigate({ to: choice.to });
    if (choice.kind === "conversation") return open(choice.conversationId);
    return open((await unwrap(client.chat.openDirect(choice.userId))).id);
  };
  return (choice) => void go(choice).catch(tellFailure);
}
