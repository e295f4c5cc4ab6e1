export const factors = {
  none: "There is no way to prove it in this browser.",
  another: "Or prove it another way:",
  continue: "Continue",
  usePasskey: "Use a passkey",
  sixDigits: "6 digits",
  sendCode: "Send a code",
  sendAnother: "Send another code",
  sent: "A code is on its way.",
  singleSignOn: "single sign-on",
  methods: {
    totp: {
      name: "Authenticator app",
      ask: "Enter the code that your authenticator app shows.",
      label: "Code",
    },
    passkey: { name: "Passkey", ask: "Your device will ask you to unlock it." },
    email: { name: "Code by email", ask: "Have a code mailed to your address, and enter it here.", label: "Code" },
    sms: { name: "Code by SMS", ask: "Have a code sent to your phone, and enter it here.", label: "Code" },
    backupCode: {
      name: "Backup code",
      ask: "Enter one of the backup codes that you kept. Each works once.",
      label: "Backup code",
    },
    password: { name: "Password", ask: "Enter your password.", label: "Password" },
  },
} as const;
