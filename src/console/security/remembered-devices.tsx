import { useQuery } from "@tanstack/react-query";
import type { RememberedDevice } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { describeDevice, describePlace } from "../settings/describe-session.ts";
import { DeviceIcon } from "../settings/device-icon.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { devicesQuery, twoFactorQuery } from "./queries.ts";

/** The devices that are not asked for a second factor. */
export function RememberedDevices() {
  const query = useQuery(devicesQuery);
  return (
    <Loaded query={query} what={t("security.devices.what")}>
      {(devices) =>
        devices.length === 0 ? (
          <p className="text-sm text-muted">{t("security.devices.none")}</p>
        ) : (
          <>
            <p className="text-sm text-muted">{t("security.devices.text")}</p>
            <ul className="grid gap-4">
              {devices.map((device) => (
                <DeviceItem key={device.id} device={device} />
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  );
}

function DeviceItem({ device }: { device: RememberedDevice }) {
  const { act, isPending, problem } = useAction(() => unwrap(client.twoFactor.forgetDevice(device.id)), {
    stale: [devicesQuery, twoFactorQuery],
  });
  const name = describeDevice(device.device);
  return (
    <Item
      title={
        <>
          <DeviceIcon type={device.device.type} />
          <bdi>{name}</bdi>
        </>
      }
      detail={t("security.devices.detail", { place: describePlace(device), until: moment(device.expiresAt) })}
      problem={problem}
    >
      <Button
        look="quiet"
        isBusy={isPending}
        aria-label={t("security.devices.forgetNamed", { name })}
        onClick={() => act()}
      >
        {t("security.devices.forget")}
      </Button>
    </Item>
  );
}
