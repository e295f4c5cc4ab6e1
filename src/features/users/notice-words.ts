import type { NoticeKind } from "./notices.ts";

/** What the owner of an account reads about something that happened to its security. */
export type NoticeWords = { title: string; message: string };

const ifNotYou = "If that was not you, set a new password at once and end all sessions.";
const ifNotYouSignIn = `Was it you? Then there is nothing to do. ${ifNotYou}`;

/** The same words in the mail and in the app. */
export const noticeWords: Record<NoticeKind, NoticeWords> = {
  new_device: {
    title: "A new device signed in to your account",
    message: `A device that was not used before has signed in to your account. ${ifNotYouSignIn}`,
  },
  suspicious_sign_in: {
    title: "An unusual sign-in to your account",
    message: `Your account was signed in to in an unusual way. ${ifNotYouSignIn}`,
  },
  sign_in_blocked: {
    title: "A sign-in to your account was refused",
    message:
      "Somebody knew your password, but everything else looked so unusual that they were refused. If it was you, sign in with a device that you have used before, or set a new password. If not, set a new password at once.",
  },
  account_locked: {
    title: "Sign-in to your account is locked for a while",
    message:
      "Too many wrong passwords or codes were tried for your account. Devices that you have used before, passkeys and setting a new password still work. If that was not you, you need do nothing: nobody got in.",
  },
  concurrent_use: {
    title: "A session of yours is used from two places",
    message: `One of your sessions was in use from two addresses in turn, as a stolen one would be. ${ifNotYou}`,
  },
  refresh_token_reused: {
    title: "A session of yours was ended",
    message: `A token of one of your sessions was used twice, as a stolen one would be, so the session was ended everywhere. Sign in again. ${ifNotYou}`,
  },
  password_changed: {
    title: "Your password was changed",
    message:
      "Your password was changed, and you were signed out everywhere else. If that was not you, set a new password at once.",
  },
  email_change_requested: {
    title: "A new address was asked for",
    message: `Somebody who is signed in to your account wants to change its address. It changes once the new one is verified. ${ifNotYou}`,
  },
  email_changed: {
    title: "The address of your account was changed",
    message: `Your account has another address now. ${ifNotYou}`,
  },
  mfa_enabled: {
    title: "Two-factor authentication is on",
    message: `Signing in to your account now takes a second factor. ${ifNotYou}`,
  },
  mfa_disabled: {
    title: "Two-factor authentication is off",
    message: `Signing in to your account no longer takes a second factor. ${ifNotYou}`,
  },
  mfa_method_added: {
    title: "A second factor was added",
    message: `There is one more way to prove that it is you. ${ifNotYou}`,
  },
  mfa_method_removed: {
    title: "A second factor was removed",
    message: `There is one way less to prove that it is you. ${ifNotYou}`,
  },
  backup_codes_replaced: {
    title: "Your backup codes were replaced",
    message: `There are new backup codes, and the old ones no longer work. ${ifNotYou}`,
  },
  backup_code_used: {
    title: "A backup code was used",
    message: `Somebody signed in to your account with one of its backup codes. It does not work again. ${ifNotYou}`,
  },
  passkey_added: {
    title: "A passkey was added",
    message: `Your account can be signed in to with one more passkey. ${ifNotYou}`,
  },
  passkey_removed: {
    title: "A passkey was removed",
    message: `One of your passkeys no longer signs in to your account. ${ifNotYou}`,
  },
  passkey_cloned: {
    title: "A passkey may have been copied",
    message:
      "A passkey of yours counted its uses backwards, as a copy of it would. The sign-in was refused. Remove the passkey, and add another one.",
  },
  identity_linked: {
    title: "A way to sign in was added",
    message: `Your account can be signed in to through one more provider. ${ifNotYou}`,
  },
  identity_unlinked: {
    title: "A way to sign in was removed",
    message: `Your account can no longer be signed in to through a provider. ${ifNotYou}`,
  },
  api_key_created: {
    title: "An API key was made",
    message: `There is a new API key that acts for you. If that was not you, delete it, set a new password and end all sessions.`,
  },
  roles_changed: {
    title: "Your roles were changed",
    message: "An administrator changed what you may do.",
  },
};

const longestValue = 200;

/** The details of a notice as lines for people: `New email: ada@example.com`. Each stays one line. */
export function noticeLines(details: Record<string, string>): string[] {
  return Object.entries(details).map(([name, value]) => `${labelOf(name)}: ${oneLine(value)}`);
}

function labelOf(name: string): string {
  const spaced = oneLine(name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ").trim();
  return Array.from(line).slice(0, longestValue).join("");
}
