/** The outline of a plot as a small drawing, north up. Pure; no map beneath it. */
import { geoArea, geoBounds, geoIdentity, geoPath } from 'd3-geo';
import { type Geometry } from './location.model.js';

/** A round length on the ground, and how long it is in the drawing. */
export interface ScaleBar {
  meters: number;
  length: number;
}

/** What is drawn is this large, in units of the drawing and on the ground. */
export interface Extent {
  width: number;
  height: number;
  scale: ScaleBar;
  metersEastWest: number;
  metersNorthSouth: number;
}

export interface Outline extends Extent {
  /** `d` of an SVG path; rings within are holes (fill-rule evenodd). */
  path: string;
  hectares: number;
  /** Corners of the outer ring. */
  corners: number;
}

/** Polygons: the coordinates of a GeoJSON MultiPolygon. */
export type Areas = number[][][][];

/** A place to draw on: everything on it has one scale. */
export interface Canvas extends Extent {
  /** `d` of an SVG path of at most so many letters. */
  draw: (areas: Areas, mostLetters: number) => string;
  /** Where a point of the globe is in the drawing. */
  place: (position: number[]) => [x: number, y: number];
}

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

/** Null for a point. */
export function outlineOf(geometry: Geometry): Outline | null {
  if (geometry.type !== 'Polygon') return null;
  const areas = [geometry.coordinates];
  const { draw, place, ...extent } = canvasFor(areas);
  void place;
  return {
    ...extent,
    path: draw(areas, mostLetters),
    hectares: Math.round((geoArea(wound(areas)) * radius ** 2) / 100) / 100,
    corners: (geometry.coordinates[0]?.length ?? 1) - 1,
  };
}

/** Equirectangular about the middle of the areas, which is exact enough for some tens of kilometres. */
export function canvasFor(areas: Areas): Canvas {
  const [[west, south], [east, north]] = geoBounds(wound(areas));
  const flat = flattener([(west + east) / 2, (south + north) / 2]);
  const plane = flatten(areas, flat);
  // The globe's own projections take corners less than six metres apart for one.
  const projection = geoIdentity().reflectY(true).fitExtent(frame, multi(plane));
  const path = geoPath(projection).digits(1);
  const [[left, top], [right, bottom]] = path.bounds(multi(plane));
  const [x, y] = projection.translate();
  projection.translate([x - left + margin, y - top + margin]);
  const metersPerUnit = 1 / projection.scale();
  return {
    width: Math.round(right - left) + 2 * margin,
    height: Math.round(bottom - top) + 2 * margin,
    scale: scaleBar(right - left, metersPerUnit),
    metersEastWest: Math.round((right - left) * metersPerUnit),
    metersNorthSouth: Math.round((bottom - top) * metersPerUnit),
    draw: (drawn, most) => shortPath(flatten(drawn, flat), { metersPerUnit, most, path: (shape) => path(shape) ?? '' }),
    place: (position) => projection(flat(position)) ?? [0, 0],
  };
}

function multi(coordinates: Areas) {
  return { type: 'MultiPolygon' as const, coordinates };
}

type Flat = (position: number[]) => [x: number, y: number];

/** To metres from the middle. */
function flattener([longitude, latitude]: [number, number]): Flat {
  const perDegree = (radius * Math.PI) / 180;
  const perDegreeEast = perDegree * Math.cos((latitude * Math.PI) / 180);
  return ([x = 0, y = 0]) => [(x - longitude) * perDegreeEast, (y - latitude) * perDegree];
}

function flatten(areas: Areas, flat: Flat): Areas {
  return areas.map((rings) => rings.map((ring) => ring.map(flat)));
}

/** Outer rings clockwise and holes the other way, as d3 wants it; else a plot is the rest of the Earth (RFC 7946 does not). */
function wound(areas: Areas) {
  const turned = areas.map((rings) =>
    rings.map((ring, index) => {
      const isLarge = geoArea({ type: 'Polygon', coordinates: [ring] }) > 2 * Math.PI;
      return isLarge === (index === 0) ? ring.toReversed() : ring;
    }),
  );
  return multi(turned);
}

interface Short {
  metersPerUnit: number;
  most: number;
  path: (shape: ReturnType<typeof multi>) => string;
}

/** Leaves out corners that nobody could see apart, and where that is not enough, more. */
function shortPath(plane: Areas, { metersPerUnit, most, path }: Short): string {
  for (let units = 0.5; ; units *= 2) {
    const drawn = path(multi(plane.map((rings) => rings.map((ring) => thin(ring, units * metersPerUnit)))));
    if (drawn.length <= most || units > 2 * box) return drawn;
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
function scaleBar(width: number, metersPerUnit: number): ScaleBar {
  const most = (width / 2) * metersPerUnit;
  const power = 10 ** Math.floor(Math.log10(most));
  const meters = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { meters, length: Math.round(meters / metersPerUnit) };
}
