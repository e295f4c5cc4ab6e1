import type { SecurityEvent } from "../../client/index.ts";
import { t } from "../strings/later.ts";

/** What happened, in words; the bare name of the act where the server is newer than this page. */
export function describeAction({ action }: SecurityEvent): string {
  // Acts are named by the server and their texts after them, as a test of the texts makes sure; any one stands for all.
  const key = `activity.acts.${action}` as "activity.acts.auth.login";
  return t.has(key) ? t(key) : action.replaceAll(/[._]/g, " ");
}

/** Whether it came to something; null where it simply did. */
export function describeResult({ result }: SecurityEvent): string | null {
  if (result === "ok") return null;
  return result === "STEP_UP_REQUIRED" ? t("activity.result.proof") : t("activity.result.refused");
}
