/** Places of scans, never finer than a city: what they are called, and how far apart two of them must be. */
import { countries } from './countries.js';
import { provinceRadiusKm, provinces } from './provinces.js';

export interface City {
  name: string;
  /** Degrees, rounded to a tenth. */
  latitude: number;
  longitude: number;
}

/** The country of an address; finer only by a city table, or where the reader picked a province. */
export interface Place {
  /** ISO 3166 alpha-2, null where the table does not know it. */
  country: string | null;
  /** Code of a province of Vietnam that the reader picked: see {@link provinces}. */
  province?: string | null;
  /** Of the address, where the server has a table of cities. */
  city?: City | null;
}

/** `VN-04` for a province, `FR/Lyon` for a city, `FR` for a country; null where nothing is known. */
export function codeOf({ country, province, city }: Place): string | null {
  if (province) return `VN-${province}`;
  return country && city ? `${country}/${city.name}` : country;
}

/** `Cao Bằng`, `Lyon, Pháp`, `Pháp` of a code: provinces keep their name in every language. */
export function placeWords(code: string, lang: string): string {
  const [, country, kind, rest = ''] = /^([A-Z]{2})([-/]?)(.*)$/s.exec(code) ?? [];
  if (!country || kind === '-') return provinces.get(rest)?.name ?? code;
  const name = new Intl.DisplayNames(lang, { type: 'region' }).of(country) ?? country;
  return kind === '/' ? `${rest}, ${name}` : name;
}

/** Different places of several: a country counts only where nothing finer of it is known, for they may be the same. */
export function distinctPlaces(places: Place[]): string[] {
  const codes = [...new Set(places.flatMap((place) => codeOf(place) ?? []))];
  return codes.filter((code) => code.length > 2 || !codes.some((other) => other !== code && other.startsWith(code)));
}

/** Kilometres that surely lie between two places; null where one of them is not known well enough. */
export function kilometresBetween(one: Place, other: Place): number | null {
  const [here, there] = [circleOf(one), circleOf(other)];
  if (!here || !there) return null;
  return Math.max(greatCircle(here, there) - here.radiusKm - there.radiusKm, 0);
}

interface Circle {
  latitude: number;
  longitude: number;
  radiusKm: number;
}

const cityRadiusKm = 100; // tables of addresses are seldom nearer

function circleOf({ country, province, city }: Place): Circle | undefined {
  const picked = province ? provinces.get(province) : undefined;
  if (picked) return { ...picked, radiusKm: provinceRadiusKm };
  if (city) return { ...city, radiusKm: cityRadiusKm };
  return countries.get(country ?? '');
}

const earthRadiusKm = 6371;

/** Haversine formula. */
function greatCircle(one: Circle, other: Circle): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const sine = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const cosines = Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude));
  const half = sine(one.latitude, other.latitude) + cosines * sine(one.longitude, other.longitude);
  return 2 * earthRadiusKm * Math.asin(Math.min(Math.sqrt(half), 1));
}
