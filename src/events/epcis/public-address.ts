/** Addresses to which the server may send: public ones, so that no subscriber makes it knock on doors inside. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** IANA special-purpose registries: this network, private, shared, loopback, link-local, documentation, multicast. */
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  special.addSubnet(network, bits, 'ipv4');
}
// Of IPv6 only global unicast is public, without what carries an IPv4 address inside (Teredo, 6to4) or documents.
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, bits, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  return isIP(address) === 6 && global.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** How names become addresses; tests put their own in its place. */
export interface Network {
  /** @throws Error when the name is not known */
  resolve(host: string): Promise<string[]>;
  allows(address: string): boolean;
  /** Certificates to trust beside those of the system. */
  ca?: string;
}

export const internet: Network = {
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  allows: isPublicAddress,
};

/**
 * The one address to which is sent. It is pinned: the name is not asked again between check and connection.
 * @throws Error when any address of the host is not public
 */
export async function addressFor(host: string, network: Network): Promise<string> {
  const literal = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(literal) ? [literal] : await network.resolve(literal);
  const [first] = addresses;
  if (first === undefined) throw new Error(`${host} has no address`);
  if (!addresses.every((address) => network.allows(address))) throw new NotPublic(host);
  return first;
}

/** The host is known, and inside. */
export class NotPublic extends Error {
  constructor(host: string) {
    super(`${host} is not a public address`);
    this.name = 'NotPublic';
  }
}
