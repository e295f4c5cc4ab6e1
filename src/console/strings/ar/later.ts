import type { LaterStrings } from "../en/later.ts";
import type { Translated } from "../translated.ts";
import { activity } from "./activity.ts";
import { admin } from "./admin.ts";
import { apiKeys } from "./api-keys.ts";
import { careers } from "./careers.ts";
import { development } from "./development.ts";
import { inbox } from "./inbox.ts";
import { notifications } from "./notifications.ts";
import { plans } from "./plans.ts";
import { security } from "./security.ts";
import { settings } from "./settings.ts";
import { spaces } from "./spaces.ts";

export const later: Translated<LaterStrings> = {
  activity,
  admin,
  apiKeys,
  careers,
  development,
  inbox,
  notifications,
  plans,
  security,
  settings,
  spaces,
};
