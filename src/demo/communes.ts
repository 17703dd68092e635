/**
 * Outlines of the communes in which the demo's zones lie. They are made up: each is drawn about its zones, and its source
 * says so wherever the line is shown.
 */
import { type CommuneInput } from '../registry/commune.service.js';
import { places } from './places.js';

const source = 'Đường nét minh họa, không phải ranh giới thật';

/** Where the middle of a commune lies from that of its first zone, and how far it reaches from east to west, in metres. */
const reach = {
  'Xã Bạch Đằng': [-1900, 2300, 13_000],
  'Xã Thành Công': [-3100, 1400, 15_500],
  'Xã Phan Thanh': [2600, -2900, 14_000],
  'Phường Thục Phán': [1700, -1900, 8200],
  'Xã Thạch An': [-3300, -2100, 14_500],
  'Xã Bảo Lạc': [2900, 1700, 16_000],
  'Xã Hòa An': [-1500, -1300, 11_500],
  'Xã Ca Thành': [-2200, 3100, 15_000],
} as const;

const metresPerDegree = 111_320;
const corners = 44;

/** @throws Error when a zone of the demo lies in a commune that is not here */
export function communeInputs(): CommuneInput[] {
  const zones = Object.values(places).filter(({ kind }) => kind === 'zone');
  const named = [...new Map(zones.map((zone) => [zone.commune, zone] as const).toReversed())];
  return named.map(([name, { province, geometry }]) => {
    const found = Object.entries(reach).find(([commune]) => commune === name);
    const [[east, north] = []] = geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []).slice(0, 1) : [];
    if (!found || east === undefined || north === undefined) throw new Error(`no outline of ${name}`);
    return { name, province, source, outline: blob([east, north], found[1]) };
  });
}

/** A round shape with bays and spurs, the same each time. */
function blob([longitude, latitude]: [number, number], [east, north, width]: readonly [number, number, number]) {
  const shrink = Math.cos((latitude * Math.PI) / 180);
  const ring = Array.from({ length: corners }, (_, corner): [number, number] => {
    const turn = (2 * Math.PI * corner) / corners;
    const bays =
      0.13 * Math.sin(3 * turn + east) + 0.08 * Math.sin(5 * turn + north) + 0.05 * Math.sin(11 * turn + width);
    const metres = (width / 2) * (1 + bays);
    const [x, y] = [east + Math.cos(turn) * metres, north + Math.sin(turn) * metres * 0.85];
    return [fiveDecimals(longitude + x / metresPerDegree / shrink), fiveDecimals(latitude + y / metresPerDegree)];
  });
  return { type: 'Polygon' as const, coordinates: [[...ring, ...ring.slice(0, 1)]] };
}

function fiveDecimals(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
