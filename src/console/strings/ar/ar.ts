import type { Strings } from "../en/en.ts";
import type { Translated } from "../translated.ts";
import { account } from "./account.ts";
import { app } from "./app.ts";
import { chat } from "./chat.ts";
import { composer } from "./composer.ts";
import { factors } from "./factors.ts";
import { feed } from "./feed.ts";
import { find } from "./find.ts";
import { presence } from "./presence.ts";
import { stepUp } from "./step-up.ts";
import { thread } from "./thread.ts";
import { ui } from "./ui.ts";

export const ar: Translated<Strings> = {
  account,
  app,
  chat,
  composer,
  factors,
  feed,
  find,
  presence,
  stepUp,
  thread,
  ui,
};
