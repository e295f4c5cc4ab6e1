import { useState } from "react";
import { piece } from "../app/piece.tsx";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { PlusIcon } from "../ui/icons.tsx";

const BeginConversation = piece(async () => (await import("./begin-conversation.tsx")).BeginConversation);

/** Begins a conversation: with a person, with several, or with a companion. */
export function NewConversation({ meId }: { meId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        <PlusIcon /> {t("chat.begin.button")}
      </Button>
      {isOpen && <BeginConversation meId={meId} onClose={() => setIsOpen(false)} />}
    </>
  );
}
