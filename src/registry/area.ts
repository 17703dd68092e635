/** Outlines of communes: GeoJSON (RFC 7946, WGS84) as it is sent, and with the few corners that a small map shows. */
import { z } from 'zod';
import { jsonSchemaOf } from '../http/json-schema.js';
import { type Area } from './commune.model.js';
import { crossesItself, isClosed, position, type Position } from './geometry.js';
import { type Areas } from './zone-svg.js';

/** Corners that are kept of an outline; a map of some hundred units shows no more. */
export const mostCorners = 240;
/** A survey writes tens of thousands of corners; whether sides cross is looked at up to here. */
const mostSent = 50_000;
const mostCompared = 1000;
/** Degrees from side to side: a hundred metres at least, and no commune is as large as a province. */
const sizes = { least: 0.001, most: 1.5 };

const ring = z
  .array(position)
  .min(4, 'bad-polygon-open')
  .max(mostSent, 'bad-area-size')
  .refine(isClosed, 'bad-polygon-open')
  .refine(
    (points) => points.length > mostCompared || !isClosed(points) || !crossesItself(points),
    'bad-polygon-crossing',
  );
const rings = z.array(ring).min(1, 'not-an-area').max(50, 'bad-area-size');

/** GeoJSON as it is stored and answered. */
export const areaObject = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('Polygon'), coordinates: rings }),
    z.strictObject({
      type: z.literal('MultiPolygon'),
      coordinates: z.array(rings).min(1, 'not-an-area').max(200, 'bad-area-size'),
    }),
  ],
  'not-an-area',
);

/** A GeoJSON Polygon or MultiPolygon, a feature of one, or the text of either; simplified. */
export const area = z
  .unknown()
  .transform((value, context): Area => {
    const read = areaObject.safeParse(shapeIn(typeof value === 'string' ? readText(value) : value));
    const fault = read.success ? sizeFault(read.data) : (read.error.issues[0]?.message ?? 'not-an-area');
    if (read.success && !fault) return simplified(read.data);
    context.addIssue({ code: 'custom', message: fault ?? 'not-an-area' }); // one box of a form, one fault
    return z.NEVER;
  })
  .meta({
    description: 'GeoJSON Polygon or MultiPolygon (WGS84, longitude first), a feature of one, or its text',
    anyOf: [jsonSchemaOf(areaObject, 'input'), { type: 'string' }],
  });

function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Programs write a geometry as a feature, or as the one feature of a collection. */
function shapeIn(value: unknown): unknown {
  const { type, geometry, features } = (value ?? {}) as { type?: unknown; geometry?: unknown; features?: unknown };
  if (type === 'Feature') return geometry;
  if (type === 'FeatureCollection' && Array.isArray(features) && features.length === 1) return shapeIn(features[0]);
  return value;
}

export function areasOf({ type, coordinates }: Area): Areas {
  return type === 'Polygon' ? [coordinates] : coordinates;
}

function sizeFault(shape: Area): 'bad-area-size' | undefined {
  const points = areasOf(shape).flat(2);
  if (points.length > mostSent) return 'bad-area-size';
  const sides = [0, 1].map((axis) => {
    const [low, high] = ends(points.map((point) => point[axis] ?? 0));
    return high - low;
  });
  return Math.min(...sides) < sizes.least || Math.max(...sides) > sizes.most ? 'bad-area-size' : undefined;
}

export function ends(values: number[]): [low: number, high: number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** With at most {@link mostCorners}, to a metre; islands and holes that are then nothing are left out. */
function simplified(shape: Area): Area {
  for (let degrees = 0.00005; ; degrees *= 1.5) {
    const areas = areasOf(shape).flatMap((each) => {
      const [outer, ...holes] = each.map((points) => few(points as Position[], degrees));
      return outer && outer.length > 3 ? [[outer, ...holes.filter((hole) => hole.length > 3)]] : [];
    });
    if (areas.flat(2).length > mostCorners) continue;
    const [only, ...more] = areas;
    return only && more.length === 0
      ? { type: 'Polygon', coordinates: only }
      : { type: 'MultiPolygon', coordinates: areas };
  }
}

/** Douglas and Peucker's way, from the first corner to the farthest and back. */
function few(points: Position[], degrees: number): number[][] {
  const far = farthest(points, 0, points.length - 1).index;
  const kept = new Set([0, far, points.length - 1]);
  const open: [number, number][] = [
    [0, far],
    [far, points.length - 1],
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { index, distance } = farthest(points, ...next);
    if (distance <= degrees) continue;
    kept.add(index);
    open.push([next[0], index], [index, next[1]]);
  }
  const corners = [...kept].sort((one, other) => one - other).map((index) => points[index] ?? []);
  return corners.map((corner) => corner.map((degree) => Math.round(degree * 1e5) / 1e5));
}

/** The corner between two that is farthest from the side that joins them; from the first where they are one place. */
function farthest(points: Position[], from: number, to: number): { index: number; distance: number } {
  const [start, end] = [points[from], points[to]];
  let found = { index: from, distance: -1 };
  if (!start || !end) return found;
  const narrow = Math.cos((start[1] * Math.PI) / 180); // a degree from east to west is shorter
  const [dx, dy] = [(end[0] - start[0]) * narrow, end[1] - start[1]];
  const length = Math.hypot(dx, dy);
  for (let index = from + 1; index < to; index++) {
    const [x = 0, y = 0] = points[index] ?? [];
    const [px, py] = [(x - start[0]) * narrow, y - start[1]];
    const distance = length === 0 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
    if (distance > found.distance) found = { index, distance };
  }
  return found;
}
