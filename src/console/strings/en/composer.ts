export const composer = {
  placeholder: "Message to {name}",
  send: "Send",
  save: "Save",
  about: {
    edit: "Edit your message",
    reply: "Reply to <who>{name}</who>",
    stopEdit: "Stop editing",
    stopReply: "Do not reply",
  },
  files: {
    attach: "Attach files",
    input: "Files",
    label: "Files to send",
    drop: "Drop files to send them",
    remove: "Remove {name}",
    uploading: "Uploading {name}",
    again: "Try again",
    tooMany: "A message can have ten files.",
    tooLarge: "Files may have 25 MB.",
    wrongKind: "Files of this kind are not taken.",
  },
  mentions: {
    label: "People to mention",
    found: "{count, plural, one {# person} other {# people}} to mention",
  },
} as const;
