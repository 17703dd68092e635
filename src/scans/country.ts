/** Country of an address, from a public-domain table that lies beside the program: nothing is asked of the network. */
import { fileURLToPath } from 'node:url';
import { open, type Reader, type CountryResponse } from 'maxmind';

type Row = CountryResponse & { country_code?: string };

/** ISO 3166 alpha-2, or null for a private or unknown address. */
export async function countryOf(address: string): Promise<string | null> {
  table ??= open<Row>(fileURLToPath(import.meta.resolve(tableFile)));
  try {
    return (await table).get(plainAddress(address))?.country_code ?? null;
  } catch {
    return null; // no address
  }
}

/** An IPv4 address as such, also where a socket of IPv6 took it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}

const tableFile = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
let table: Promise<Reader<Row>> | undefined;
