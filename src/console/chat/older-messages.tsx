import { useMutation } from "@tanstack/react-query";
import { queryClient } from "../app/query-client.ts";
import { Button } from "../ui/button.tsx";
import { messagesQuery, readOlder, withOlder } from "./messages-query.ts";

/** Reads what was said before the first message shown. */
export function OlderMessages({ conversationId, before }: { conversationId: string; before: number }) {
  const { mutate, isPending, isError } = useMutation({
    mutationFn: () => readOlder(conversationId, before),
    onSuccess: (older) => {
      const { queryKey } = messagesQuery(conversationId);
      queryClient.setQueryData(queryKey, (history) =>
        // Read again meanwhile, it may begin elsewhere.
        history?.items[0]?.seq === before ? withOlder(history, older) : history,
      );
    },
  });
  return (
    // The view holds on to the messages while older ones come in above them, not to this button.
    <p className="mb-2 text-center [overflow-anchor:none]">
      <Button look="bare" isBusy={isPending} onClick={() => mutate()}>
        {isError ? "That did not work. Try again" : "Show earlier messages"}
      </Button>
    </p>
  );
}
