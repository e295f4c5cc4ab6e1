import ipaddr from "ipaddr.js";

/** Whether a network address is known for attacks. */
export interface AddressReputation {
  isBad(ip: string): boolean;
}

type Address = ReturnType<typeof ipaddr.parse>;

/** Reputation by a list of networks, as CIDR. */
export class ListedReputation implements AddressReputation {
  readonly #networks: [Address, number][];

  constructor(networks: string[]) {
    this.#networks = networks.map(parseNetwork);
  }

  isBad(ip: string): boolean {
    if (this.#networks.length === 0 || !ipaddr.isValid(ip)) return false;
    // IPv4 in the clothes of IPv6 (::ffff:192.0.2.1) is IPv4.
    const address = ipaddr.process(ip);
    return this.#networks.some((network) => network[0].kind() === address.kind() && address.match(network));
  }
}

function parseNetwork(text: string): [Address, number] {
  const [address, bits] = ipaddr.parseCIDR(text);
  const isMapped = "isIPv4MappedAddress" in address && address.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
}
