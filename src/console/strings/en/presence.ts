export const presence = {
  appearOffline: "Appear offline",
  lastSeen: "Last seen {when}",
  status: { online: "Online", away: "Away", busy: "Busy", offline: "Offline" },
  yours: "Your status",
} as const;
