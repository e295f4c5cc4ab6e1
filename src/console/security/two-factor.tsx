import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Loaded } from "../ui/loaded.tsx";
import { Section } from "../ui/section.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { twoFactorQuery } from "./queries.ts";
import { RememberedDevices } from "./remembered-devices.tsx";
import { TwoFactorOff } from "./two-factor-off.tsx";
import { TwoFactorOn } from "./two-factor-on.tsx";

/** Two-factor authentication: off, on, or with new backup codes to be kept first. */
export function TwoFactor() {
  const query = useQuery(twoFactorQuery);
  const [newCodes, setNewCodes] = useState<string[] | null>(null);
  if (newCodes) {
    return (
      <Section title="Your backup codes">
        <BackupCodes codes={newCodes} onDone={() => setNewCodes(null)} />
      </Section>
    );
  }
  return (
    <>
      <Section title="Two-factor authentication">
        <Loaded query={query} what="two-factor authentication">
          {(status) =>
            status.enabled ? (
              <TwoFactorOn status={status} onNewCodes={setNewCodes} />
            ) : (
              <TwoFactorOff onEnabled={setNewCodes} />
            )
          }
        </Loaded>
      </Section>
      {query.data?.enabled === true && (
        <Section title="Remembered devices">
          <RememberedDevices />
        </Section>
      )}
    </>
  );
}
