import { useQuery } from "@tanstack/react-query";
import type { RememberedDevice } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { describeDevice, describePlace } from "../settings/describe-session.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { devicesQuery, twoFactorQuery } from "./queries.ts";

/** The devices that are not asked for a second factor. */
export function RememberedDevices() {
  const query = useQuery(devicesQuery);
  return (
    <Loaded query={query} what="devices">
      {(devices) =>
        devices.length === 0 ? (
          <p className="text-sm text-muted">None. Every sign-in asks for a second factor.</p>
        ) : (
          <ul className="grid gap-4">
            {devices.map((device) => (
              <DeviceItem key={device.id} device={device} />
            ))}
          </ul>
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
      title={name}
      detail={
        <>
          {describePlace(device)} · until <time dateTime={device.expiresAt}>{moment(device.expiresAt)}</time>
        </>
      }
      problem={problem}
    >
      <Button look="quiet" isBusy={isPending} aria-label={`Forget ${name}`} onClick={() => act()}>
        Forget
      </Button>
    </Item>
  );
}
