import { useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon, PlusIcon } from "../ui/icons.tsx";
import { PeopleSearch } from "./people-search.tsx";

/** Begins a conversation, or goes on with the one there is, by choosing a person. */
export function NewConversation({ meId }: { meId: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const open = () => {
    setIsOpen(true);
    dialog.current?.showModal();
  };
  const close = () => dialog.current?.close();
  return (
    <>
      <Button look="quiet" onClick={open}>
        <PlusIcon /> New
      </Button>
      <dialog
        ref={dialog}
        aria-labelledby="new-conversation"
        onClose={() => setIsOpen(false)}
        className="mx-auto mt-[12vh] max-h-[70vh] w-[calc(100%-2rem)] max-w-md rounded-2xl border border-line bg-surface p-5 text-ink shadow-xl backdrop:bg-black/40"
      >
        <div className="mb-3 flex items-center justify-between">
          <h2 id="new-conversation" className="font-display text-xl font-semibold">
            New conversation
          </h2>
          <IconButton label="Close" onClick={close}>
            <CloseIcon />
          </IconButton>
        </div>
        {isOpen && <PeopleSearch meId={meId} onDone={close} />}
      </dialog>
    </>
  );
}
