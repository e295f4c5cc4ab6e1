export const stepUp = {
  title: "Is it you?",
  ask: "Prove it once more before this is changed.",
  cancel: "Cancel",
} as const;
