import { t } from "../strings/later.ts";

/** What the server says of the security of an account, in the language of the page. */
const alerts: Partial<Record<string, string>> = {
  "A new device signed in to your account": t("notifications.alerts.newDevice"),
  "An unusual sign-in to your account": t("notifications.alerts.unusual"),
  "A sign-in to your account was refused": t("notifications.alerts.refused"),
  "Sign-in to your account is locked for a while": t("notifications.alerts.locked"),
  "A session of yours is used from two places": t("notifications.alerts.twoPlaces"),
  "A session of yours was ended": t("notifications.alerts.sessionEnded"),
  "Your password was changed": t("notifications.alerts.passwordChanged"),
  "A new address was asked for": t("notifications.alerts.emailAsked"),
  "The address of your account was changed": t("notifications.alerts.emailChanged"),
  "Two-factor authentication is on": t("notifications.alerts.factorsOn"),
  "Two-factor authentication is off": t("notifications.alerts.factorsOff"),
  "A second factor was added": t("notifications.alerts.factorAdded"),
  "A second factor was removed": t("notifications.alerts.factorRemoved"),
  "Your backup codes were replaced": t("notifications.alerts.codesReplaced"),
  "A backup code was used": t("notifications.alerts.codeUsed"),
  "A passkey was added": t("notifications.alerts.passkeyAdded"),
  "A passkey was removed": t("notifications.alerts.passkeyRemoved"),
  "A passkey may have been copied": t("notifications.alerts.passkeyCopied"),
  "A way to sign in was added": t("notifications.alerts.wayAdded"),
  "A way to sign in was removed": t("notifications.alerts.wayRemoved"),
  "An API key was made": t("notifications.alerts.apiKey"),
  "Your roles were changed": t("notifications.alerts.roles"),
};

/** A title that is not among them is shown as it came. */
export function alertTitle(title: string): string {
  return alerts[title] ?? title;
}
