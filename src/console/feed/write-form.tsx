import { type FormEvent, useState } from "react";
import { useAction } from "../app/use-action.ts";
import type { QueryKey } from "@tanstack/react-query";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextArea } from "../ui/text-area.tsx";

type WriteFormProps = {
  label: string;
  action: string;
  /** What is read again afterwards. */
  stale: { queryKey: QueryKey }[];
  write: (content: string) => Promise<unknown>;
};

/** A place to say something to many: it is emptied once it is said. */
export function WriteForm({ label, action, stale, write }: WriteFormProps) {
  const [text, setText] = useState("");
  const { act, isPending, problem } = useAction(
    async (content: string) => {
      await write(content);
      setText("");
    },
    { stale },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") act(text);
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <TextArea
        label={label}
        name="content"
        required
        maxLength={10_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {problem !== null && <Notice look="problem">{problem}</Notice>}
      <Button type="submit" className="justify-self-end" isBusy={isPending}>
        {action}
      </Button>
    </form>
  );
}
