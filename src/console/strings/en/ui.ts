export const ui = {
  cancel: "Cancel",
  close: "Close",
  copy: { action: "Copy", done: "Copied", failed: "Copy it by hand" },
  dismiss: "Dismiss",
  loading: "Loading {what}…",
  showMore: "Show more",
  tryAgain: "Try again",
} as const;
