import { clientAddress, clientLocation, type LocatedContext, type Location } from "../../platform/http/request.ts";
import type { Device } from "./contract.ts";
import { describeDevice } from "./device.ts";

/** Where a sign-in comes from, as the request shows it. */
export type Origin = {
  device: Device;
  /** The token of a device that signed in before, where the request has one. */
  deviceToken: string | undefined;
  ip: string;
  location: Location | null;
};

export function originOf(
  c: LocatedContext,
  given: { deviceName?: string | undefined; deviceToken?: string | undefined },
): Origin {
  return {
    device: describeDevice(c.req.header("user-agent"), given.deviceName),
    deviceToken: given.deviceToken,
    ip: clientAddress(c),
    location: clientLocation(c),
  };
}
