/** City of an address, where the setting `CITY_TABLE` names a table (MMDB); without one nothing finer than a country is known. */
import { isIP } from 'node:net';
import { open, type CityResponse, type Reader } from 'maxmind';
import { type City } from './place.js';
import { plainAddress } from './country.js';

/** MaxMind's shape, and the flat one of ip-location-db. */
interface Row {
  city?: string | { names?: { en?: string } };
  location?: { latitude?: number; longitude?: number };
  latitude?: number;
  longitude?: number;
}

/**
 * @param file path of the table
 * @throws Error when it is no such table
 */
export async function cityOf(address: string, file: string): Promise<City | null> {
  if (!tables.has(file)) tables.set(file, open(file));
  const row = lookUp(await tables.get(file), plainAddress(address));
  const name = typeof row?.city === 'string' ? row.city : row?.city?.names?.en;
  const { latitude, longitude } = { ...row, ...row?.location };
  return name && latitude !== undefined && longitude !== undefined
    ? { name, latitude: toTenth(latitude), longitude: toTenth(longitude) }
    : null;
}

function lookUp(table: Reader<CityResponse> | undefined, address: string): Row | null {
  if (!isIP(address)) return null;
  try {
    return table?.get(address) ?? null;
  } catch {
    return null; // of a kind that the table does not hold
  }
}

/** Eleven kilometres: a city, and no house in it. */
function toTenth(degrees: number): number {
  return Math.round(degrees * 10) / 10;
}

const tables = new Map<string, Promise<Reader<CityResponse>>>();
