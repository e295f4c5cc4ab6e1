import type { StepUpMethod } from "../../client/index.ts";

type MethodWords = { name: string; ask: string; label: string };

/** How each way to prove oneself is named, what it asks for, and what its field is called. */
export const methodWords: Record<StepUpMethod, MethodWords> = {
  totp: { name: "Authenticator app", ask: "Enter the code that your authenticator app shows.", label: "Code" },
  passkey: { name: "Passkey", ask: "Your device will ask you to unlock it.", label: "" },
  email: { name: "Code by email", ask: "Have a code mailed to your address, and enter it here.", label: "Code" },
  sms: { name: "Code by SMS", ask: "Have a code sent to your phone, and enter it here.", label: "Code" },
  backup_code: {
    name: "Backup code",
    ask: "Enter one of the backup codes that you kept. Each works once.",
    label: "Backup code",
  },
  password: { name: "Password", ask: "Enter your password.", label: "Password" },
};
