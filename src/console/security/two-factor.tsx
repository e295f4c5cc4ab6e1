import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../strings/later.ts";
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
      <Section title={t("security.backupCodes.title")}>
        <BackupCodes codes={newCodes} onDone={() => setNewCodes(null)} />
      </Section>
    );
  }
  return (
    <>
      <Section title={t("security.twoFactor.title")}>
        <Loaded query={query} what={t("security.twoFactor.what")}>
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
        <Section title={t("security.devices.title")}>
          <RememberedDevices />
        </Section>
      )}
    </>
  );
}
