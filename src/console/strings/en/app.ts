export const app = {
  connection: {
    offline: "You are offline. New messages will appear when you are back.",
    reconnecting: "The connection is lost. Reconnecting…",
  },
  notFound: {
    title: "Not found",
    nothing: "There is nothing at this address.",
    toConversations: "To your conversations",
  },
} as const;
