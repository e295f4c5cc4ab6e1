/** The place of a conversation while none is chosen. */
export function NoConversation() {
  return (
    <div className="grid h-full place-content-center justify-items-center gap-2 p-8 text-center">
      <title>Conversations · Atrium</title>
      <p className="font-display text-2xl text-muted">Nothing open yet</p>
      <p className="text-sm text-muted">Choose a conversation, or begin a new one.</p>
    </div>
  );
}
