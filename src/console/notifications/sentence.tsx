import type { ReactNode } from "react";
import type { Notification } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { alertTitle } from "./alert-words.ts";
import { toldOf } from "./told.ts";

/** What happened, as a sentence in the language of the page; the names in it stand out. */
export function Sentence({ notification }: { notification: Notification }) {
  const told = toldOf(notification);
  if (!told) return <bdi>{titleOf(notification)}</bdi>;
  const { kind, ...values } = told;
  return t.rich(`notifications.told.${kind}`, { ...values, who: emphasised, what: emphasised });
}

/** The same without emphasis, for labels. */
export function sentenceOf(notification: Notification): string {
  const told = toldOf(notification);
  if (!told) return titleOf(notification);
  const { kind, ...values } = told;
  return t.markup(`notifications.told.${kind}`, { ...values, who: plain, what: plain });
}

function titleOf({ type, title }: Notification): string {
  return type === "security_alert" ? alertTitle(title) : title;
}

function emphasised(chunks: ReactNode): ReactNode {
  return <bdi className="font-semibold">{chunks}</bdi>;
}

/** Set apart from the sentence around it, which may run the other way. */
function plain(chunks: string): string {
  return `\u2068${chunks}\u2069`;
}
