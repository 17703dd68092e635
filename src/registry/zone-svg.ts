/** The outline of a plot as a small drawing, north up. Pure; no map beneath it. */
import { type Geometry } from './location.model.js';

export interface Outline {
  /** Size of the drawing, in its own units. */
  width: number;
  height: number;
  /** `d` of an SVG path; rings within are holes (fill-rule evenodd). */
  path: string;
  /** Extent and area on the ground. */
  metersEastWest: number;
  metersNorthSouth: number;
  hectares: number;
  /** Corners of the outer ring. */
  corners: number;
}

/** Length of a degree of latitude: the Earth's mean radius (6,371,008.8 m, IUGG) times π/180. */
const metersPerDegree = 111_195;
const box = 240;
const margin = 8;

/** Null for a point. Equirectangular about the plot's middle, which is exact enough for a plot of some kilometres. */
export function outlineOf(geometry: Geometry): Outline | null {
  if (geometry.type !== 'Polygon') return null;
  const [longitudes, latitudes] = [0, 1].map((axis) => geometry.coordinates.flat().map((point) => point[axis] ?? 0));
  const west = Math.min(...(longitudes ?? []));
  const south = Math.min(...(latitudes ?? []));
  const north = Math.max(...(latitudes ?? []));
  const perDegreeEast = metersPerDegree * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const rings = geometry.coordinates.map((ring) =>
    ring.map(([longitude = 0, latitude = 0]) => ({
      x: (longitude - west) * perDegreeEast,
      y: (north - latitude) * metersPerDegree,
    })),
  );
  const points = rings.flat();
  const metersEastWest = Math.max(...points.map(({ x }) => x));
  const metersNorthSouth = Math.max(...points.map(({ y }) => y));
  const scale = box / Math.max(metersEastWest, metersNorthSouth);
  const place = (meters: number) => (margin + meters * scale).toFixed(1);
  const [outer = 0, ...holes] = rings.map(areaOf);
  return {
    width: Math.round(metersEastWest * scale) + 2 * margin,
    height: Math.round(metersNorthSouth * scale) + 2 * margin,
    path: rings
      .map(
        (ring) =>
          `M${ring
            .slice(0, -1)
            .map(({ x, y }) => `${place(x)} ${place(y)}`)
            .join('L')}Z`,
      )
      .join(''),
    metersEastWest: Math.round(metersEastWest),
    metersNorthSouth: Math.round(metersNorthSouth),
    hectares: Math.round((outer - holes.reduce((sum, hole) => sum + hole, 0)) / 100) / 100,
    corners: (rings[0]?.length ?? 1) - 1,
  };
}

/** Square metres within a closed ring (shoelace formula). */
function areaOf(ring: { x: number; y: number }[]): number {
  const twice = ring.slice(1).reduce((sum, end, index) => {
    const start = ring[index] ?? end;
    return sum + start.x * end.y - end.x * start.y;
  }, 0);
  return Math.abs(twice) / 2;
}
