/** Where raw material grows: a plot within the outline of its commune, north up. No map beneath it, no border of a country. */
import { geoBounds } from 'd3-geo';
import { areasOf, ends } from './area.js';
import { type Area } from './commune.model.js';
import { type Geometry } from './location.model.js';
import { canvasFor, outlineOf, type Areas, type Extent } from './zone-svg.js';

export const directions = [
  ...(['east', 'north-east', 'north', 'north-west', 'west', 'south-west', 'south', 'south-east'] as const),
];
/** Where in its commune a plot lies. */
export type Direction = (typeof directions)[number] | 'middle';

export interface OriginMap extends Extent {
  /** `d` of SVG paths; null where there is none to draw. */
  commune: string | null;
  plot: string | null;
  /** A ring about a plot that is too small to be seen, or a place without a shape. */
  mark: { x: number; y: number } | null;
  direction: Direction | null;
}

/** Letters of the paths: with all around them a map takes less than 8 kB. */
const most = { commune: 4500, plot: 2500 };
/** In units of the drawing, which is 240 wide at most: what is smaller gets a ring; what is smaller still is but a dot. */
const easilySeen = 18;
const visible = 3;
/** Part of the commune's half within which a place is in its middle. */
const middle = 0.35;

/** Null where there is nothing to draw: a point alone, or no shape at all. */
export function originMap(geometry: Geometry | null | undefined, commune: Area | null | undefined): OriginMap | null {
  const shape = commune && (!geometry || liesAbout(commune, geometry)) ? commune : null;
  if (shape) return withinCommune(areasOf(shape), geometry ?? null);
  const alone = geometry ? outlineOf(geometry) : null;
  return alone && { ...alone, commune: null, plot: alone.path, mark: null, direction: null };
}

function withinCommune(commune: Areas, geometry: Geometry | null): OriginMap {
  const plot: Areas = geometry?.type === 'Polygon' ? [geometry.coordinates] : [];
  const { draw, place, ...extent } = canvasFor([...commune, ...plot]);
  const drawn = { ...extent, commune: draw(commune, most.commune), plot: null, mark: null, direction: null };
  if (!geometry) return drawn;
  const corners = (geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []) : [geometry.coordinates]).map(place);
  const [left, right] = ends(corners.map(([x]) => x));
  const [top, bottom] = ends(corners.map(([, y]) => y));
  const size = Math.max(right - left, bottom - top);
  const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
  return {
    ...drawn,
    plot: size >= visible ? draw(plot, most.plot) : null,
    mark: size < easilySeen ? { x, y } : null,
    direction: directionOf(commune.flat(2).map(place), [x, y]),
  };
}

function directionOf(commune: [number, number][], [x, y]: [number, number]): Direction {
  const [left, right] = ends(commune.map(([each]) => each));
  const [top, bottom] = ends(commune.map(([, each]) => each));
  const east = x - (left + right) / 2;
  const north = (top + bottom) / 2 - y;
  if (Math.hypot((2 * east) / (right - left), (2 * north) / (bottom - top)) < middle) return 'middle';
  return directions[(Math.round(Math.atan2(north, east) / (Math.PI / 4)) + 8) % 8] ?? 'middle';
}

/** A plot that is nowhere near the commune that it names was entered wrong, or the commune was. */
function liesAbout(commune: Area, geometry: Geometry): boolean {
  const points = geometry.type === 'Polygon' ? geometry.coordinates.flat() : [geometry.coordinates];
  const [[west, south], [east, north]] = geoBounds({ type: 'MultiPoint', coordinates: areasOf(commune).flat(2) });
  const [wide, high] = [(east - west) / 4, (north - south) / 4];
  return points.every(
    ([x = 0, y = 0]) => west - wide <= x && x <= east + wide && south - high <= y && y <= north + high,
  );
}
