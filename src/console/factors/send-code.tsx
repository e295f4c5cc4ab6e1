import { useAction } from "../app/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Has a code sent, and again when it does not come. */
export function SendCode({ send }: { send: () => Promise<unknown> }) {
  const { act, isPending, isSuccess, problem } = useAction(send);
  return (
    <div className="grid gap-2">
      <Button look="quiet" isBusy={isPending} onClick={() => act()}>
        {isSuccess ? "Send another code" : "Send a code"}
      </Button>
      {isSuccess && <Notice look="good">A code is on its way.</Notice>}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}
