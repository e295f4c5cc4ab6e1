export const find = {
  here: "Search in this conversation",
  close: "Close the search",
  what: "messages",
  found: "{count} found",
  nothing: "Nothing has these words.",
  list: "Found messages",
  more: "Show more",
  in: "in <who>{name}</who>",
} as const;
