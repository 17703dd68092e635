/** The outline of a plot as a small drawing, north up. Pure; no map beneath it. */
import { geoArea, geoBounds, geoIdentity, geoPath } from 'd3-geo';
import { type Geometry } from './location.model.js';

export interface Outline {
  /** Size of the drawing, in its own units. */
  width: number;
  height: number;
  /** `d` of an SVG path; rings within are holes (fill-rule evenodd). */
  path: string;
  /** A round length on the ground, and how long it is in the drawing. */
  scale: { meters: number; length: number };
  /** Extent and area on the ground. */
  metersEastWest: number;
  metersNorthSouth: number;
  hectares: number;
  /** Corners of the outer ring. */
  corners: number;
}

type Polygon = Extract<Geometry, { type: 'Polygon' }>;

/** Mean radius of the Earth in metres (IUGG). */
const radius = 6_371_008.8;
const box = 240;
const margin = 8;
const frame: [[number, number], [number, number]] = [
  [margin, margin],
  [margin + box, margin + box],
];
/** An outline of thousands of corners is drawn with fewer, so that a page stays small. */
const mostLetters = 6000;

/** Null for a point. Equirectangular about the plot's middle, which is exact enough for a plot of some kilometres. */
export function outlineOf(geometry: Geometry): Outline | null {
  if (geometry.type !== 'Polygon') return null;
  const [[west, south], [east, north]] = geoBounds(wound(geometry));
  const plot = flat(geometry, [(west + east) / 2, (south + north) / 2]);
  // The globe's own projections take corners less than six metres apart for one.
  const projection = geoIdentity().reflectY(true).fitExtent(frame, plot);
  const path = geoPath(projection).digits(1);
  const [[left, top], [right, bottom]] = path.bounds(plot);
  const [x, y] = projection.translate();
  projection.translate([x - left + margin, y - top + margin]);
  const metersPerUnit = 1 / projection.scale();
  return {
    width: Math.round(right - left) + 2 * margin,
    height: Math.round(bottom - top) + 2 * margin,
    path: shortPath(plot, metersPerUnit, (shape) => path(shape) ?? ''),
    scale: scaleBar(right - left, metersPerUnit),
    metersEastWest: Math.round((right - left) * metersPerUnit),
    metersNorthSouth: Math.round((bottom - top) * metersPerUnit),
    hectares: Math.round((geoArea(wound(geometry)) * radius ** 2) / 100) / 100,
    corners: (geometry.coordinates[0]?.length ?? 1) - 1,
  };
}

/** In metres from the middle. */
function flat({ type, coordinates }: Polygon, [longitude, latitude]: [number, number]): Polygon {
  const perDegree = (radius * Math.PI) / 180;
  const perDegreeEast = perDegree * Math.cos((latitude * Math.PI) / 180);
  const place = ([x = 0, y = 0]: number[]) => [(x - longitude) * perDegreeEast, (y - latitude) * perDegree];
  return { type, coordinates: coordinates.map((ring) => ring.map(place)) };
}

/** Outer ring clockwise and holes the other way, as d3 wants it; else a plot is the rest of the Earth (RFC 7946 does not). */
function wound({ type, coordinates }: Polygon): Polygon {
  const turned = coordinates.map((ring, index) => {
    const isLarge = geoArea({ type, coordinates: [ring] }) > 2 * Math.PI;
    return isLarge === (index === 0) ? ring.toReversed() : ring;
  });
  return { type, coordinates: turned };
}

/** Leaves out corners that nobody could see apart, and where that is not enough, more. */
function shortPath(plot: Polygon, metersPerUnit: number, draw: (plot: Polygon) => string): string {
  for (let units = 0.5; ; units *= 2) {
    const path = draw({ ...plot, coordinates: plot.coordinates.map((ring) => thin(ring, units * metersPerUnit)) });
    if (path.length <= mostLetters) return path;
  }
}

function thin(ring: number[][], meters: number): number[][] {
  const corners = ring.slice(0, -1);
  const kept = corners.slice(0, 1);
  const isFar = ([x = 0, y = 0]: number[], [a = 0, b = 0]: number[]) => Math.hypot(x - a, y - b) >= meters;
  for (const corner of corners) if (isFar(corner, kept.at(-1) ?? corner)) kept.push(corner);
  const few = kept.length < 3 ? corners.filter((_, index) => index % Math.ceil(corners.length / 8) === 0) : kept;
  return [...few, ...few.slice(0, 1)];
}

/** The longest of 1, 2 or 5 times a power of ten that takes less than half of the width. */
function scaleBar(width: number, metersPerUnit: number): Outline['scale'] {
  const most = (width / 2) * metersPerUnit;
  const power = 10 ** Math.floor(Math.log10(most));
  const meters = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { meters, length: Math.round(meters / metersPerUnit) };
}
