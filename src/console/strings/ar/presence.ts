import type { presence as english } from "../en/presence.ts";
import type { Translated } from "../translated.ts";

export const presence: Translated<typeof english> = {
  appearOffline: "الظهور كغير متصل",
  lastSeen: "آخر ظهور {when}",
  status: { online: "متصل", away: "بعيد", busy: "مشغول", offline: "غير متصل" },
  yours: "حالتك",
};
