import type { SecurityEvent } from "../../client/index.ts";

const words: Partial<Record<string, string>> = {
  "auth.register": "Account asked for",
  "auth.login": "Sign-in by password",
  "auth.passkey": "Sign-in by passkey",
  "auth.oauth": "Sign-in with another service",
  "auth.mfa_verify": "Second factor of a sign-in",
  "auth.mfa_send": "Code for a sign-in sent",
  "auth.backup_code": "Backup code used to sign in",
  "auth.logout": "Signed out",
  "auth.verify_email": "Address verified",
  "auth.verify_email_resend": "Verification mailed again",
  "auth.password_forgot": "Link to set a new password mailed",
  "auth.password_reset": "Password set by a mailed link",
  "auth.password_change": "Password changed",
  "auth.step_up": "Proved that it is you",
  "auth.step_up_send": "Code to prove that it is you sent",
  "email.change_request": "Another address asked for",
  "email.change": "Address changed",
  "mfa.setup": "Set-up of two-factor authentication begun",
  "mfa.enable": "Two-factor authentication turned on",
  "mfa.disable": "Two-factor authentication turned off",
  "mfa.backup_codes": "Backup codes replaced",
  "mfa.method_add": "Way to receive codes added",
  "mfa.method_remove": "Way to receive codes removed",
  "mfa.forget_device": "Remembered device forgotten",
  "passkey.add": "Passkey added",
  "passkey.rename": "Passkey renamed",
  "passkey.remove": "Passkey removed",
  "identity.link": "Other account linked",
  "identity.unlink": "Other account unlinked",
  "api_key.create": "API key created",
  "api_key.delete": "API key removed",
  "session.end": "Session ended",
  "session.end_others": "All other sessions ended",
  "session.end_all": "All sessions ended",
  "session.extend": "Session extended",
  "role.grant": "Role granted",
  "role.revoke": "Role taken away",
};

/** What happened, in words. */
export function describeAction({ action }: SecurityEvent): string {
  return words[action] ?? action.replaceAll(/[._]/g, " ");
}

/** Whether it came to something; null where it simply did. */
export function describeResult({ result }: SecurityEvent): string | null {
  if (result === "ok") return null;
  return result === "STEP_UP_REQUIRED" ? "Asked for a proof" : "Refused";
}
