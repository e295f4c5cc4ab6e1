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

/** The texts that come with the page in English: a file for each of the console's folders. */
export const en = {
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
} as const;

export type Strings = typeof en;
