import { Outlet, useParams } from "@tanstack/react-router";
import { ConversationList } from "./conversation-list.tsx";

/** The list and one conversation, side by side where there is room; else the one that was asked for. */
export function ChatPage() {
  const { conversationId } = useParams({ strict: false });
  const isOpen = conversationId !== undefined;
  return (
    <div className="grid min-h-0 grid-cols-1 md:grid-cols-[20rem_minmax(0,1fr)] lg:grid-cols-[23rem_minmax(0,1fr)]">
      <aside className={`min-h-0 border-line bg-surface md:block md:border-e ${isOpen ? "hidden" : "block"}`}>
        <ConversationList />
      </aside>
      <main className={`min-h-0 md:block ${isOpen ? "block" : "hidden"}`}>
        <Outlet />
      </main>
    </div>
  );
}
