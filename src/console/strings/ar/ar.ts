import type { Strings } from "../en/en.ts";
import type { Translated } from "../translated.ts";
import { account } from "./account.ts";
import { activity } from "./activity.ts";
import { admin } from "./admin.ts";
import { apiKeys } from "./api-keys.ts";
import { app } from "./app.ts";
import { careers } from "./careers.ts";
import { chat } from "./chat.ts";
import { composer } from "./composer.ts";
import { development } from "./development.ts";
import { factors } from "./factors.ts";
import { feed } from "./feed.ts";
import { find } from "./find.ts";
import { group } from "./group.ts";
import { inbox } from "./inbox.ts";
import { notifications } from "./notifications.ts";
import { palette } from "./palette.ts";
import { people } from "./people.ts";
import { plans } from "./plans.ts";
import { presence } from "./presence.ts";
import { security } from "./security.ts";
import { settings } from "./settings.ts";
import { spaces } from "./spaces.ts";
import { stepUp } from "./step-up.ts";
import { thread } from "./thread.ts";
import { ui } from "./ui.ts";

export const ar: Translated<Strings> = {
  account,
  activity,
  admin,
  apiKeys,
  app,
  careers,
  chat,
  composer,
  development,
  factors,
  feed,
  find,
  group,
  inbox,
  notifications,
  palette,
  people,
  plans,
  presence,
  security,
  settings,
  spaces,
  stepUp,
  thread,
  ui,
};
