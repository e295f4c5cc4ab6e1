import { queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

/** Everything here changes elsewhere too, and nothing tells this page. */
const fresh = { staleTime: 0 };

export const twoFactorQuery = queryOptions({
  queryKey: ["two-factor"],
  queryFn: () => unwrap(client.twoFactor.status()),
  ...fresh,
});

export const devicesQuery = queryOptions({
  queryKey: ["remembered-devices"],
  queryFn: async () => (await unwrap(client.twoFactor.devices())).items,
  ...fresh,
});

export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  // There are never more than a hundred.
  queryFn: async () => (await unwrap(client.passkeys.list({ limit: 100 }))).items,
  ...fresh,
});

export const identitiesQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: async () => (await unwrap(client.identities.list())).items,
  ...fresh,
});
