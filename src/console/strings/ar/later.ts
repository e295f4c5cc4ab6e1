import type { LaterStrings } from "../en/later.ts";
import type { Translated } from "../translated.ts";
import { activity } from "./activity.ts";
import { admin } from "./admin.ts";
import { apiKeys } from "./api-keys.ts";
import { careers } from "./careers.ts";
import { development } from "./development.ts";
import { group } from "./group.ts";
import { inbox } from "./inbox.ts";
import { notifications } from "./notifications.ts";
import { palette } from "./palette.ts";
import { people } from "./people.ts";
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
  group,
  inbox,
  notifications,
  palette,
  people,
  plans,
  security,
  settings,
  spaces,
};
