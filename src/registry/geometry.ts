/** Points and polygons of plots: GeoJSON, WGS84, longitude first (RFC 7946). */
import { z } from 'zod';
import { jsonSchemaOf } from '../http/json-schema.js';
import { type Geometry } from './location.model.js';

export const position = z.tuple([
  z.number('not-a-number').min(-180, 'bad-polygon-range').max(180, 'bad-polygon-range'),
  z.number('not-a-number').min(-90, 'bad-polygon-range').max(90, 'bad-polygon-range'),
]);
export type Position = z.output<typeof position>;

const ring = z
  .array(position)
  .min(4, 'bad-polygon-open')
  .max(500)
  .refine(isClosed, 'bad-polygon-open')
  .refine((points) => !isClosed(points) || !crossesItself(points), 'bad-polygon-crossing');

/** GeoJSON as it is stored and answered. */
export const geometryObject = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Point'), coordinates: position }),
  z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1).max(10) }),
]);

/** A GeoJSON geometry, its text, or one `longitude, latitude` pair a line: one line is a point, more are a ring. */
export const geometry = z
  .unknown()
  .transform((value, context) => (typeof value === 'string' ? checkedText(value, context) : value))
  .pipe(geometryObject)
  .meta({
    description: 'GeoJSON Point or Polygon (WGS84, longitude first), or a text with one `longitude, latitude` a line',
    anyOf: [jsonSchemaOf(geometryObject, 'input'), { type: 'string' }],
  });

/** The first fault of a text is told of the whole text: a form has one box for it. */
function checkedText(text: string, context: z.RefinementCtx): unknown {
  const shape = readText(text);
  const [fault] = geometryObject.safeParse(shape).error?.issues ?? [];
  if (!fault) return shape;
  context.addIssue({ code: 'custom', message: fault.message });
  return z.NEVER;
}

function readText(text: string): unknown {
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  const points = text
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) =>
      row
        .split(/[,;\s]+/)
        .filter(Boolean)
        .map(Number),
    );
  return points.length === 1 ? { type: 'Point', coordinates: points[0] } : { type: 'Polygon', coordinates: [points] };
}

export function isClosed(points: Position[]): boolean {
  return same(points[0], points.at(-1));
}

function same(one: Position | undefined, other: Position | undefined): boolean {
  return one !== undefined && other !== undefined && one[0] === other[0] && one[1] === other[1];
}

/** True when two sides that are no neighbours touch or cross, or a neighbour runs back over the other. */
export function crossesItself(points: Position[]): boolean {
  const sides = points.slice(1).map((end, index) => [points[index] ?? end, end] as const);
  return sides.some(([a, b], first) =>
    sides.slice(first + 1).some(([c, d], distance) => {
      const last = first === 0 && distance === sides.length - 2;
      if (distance === 0) return overlaps(b, a, d);
      if (last) return overlaps(a, b, c);
      return intersect(a, b, c, d);
    }),
  );
}

/** Twice the signed area of a triangle. */
function turn(a: Position, b: Position, c: Position): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function between(a: Position, b: Position, p: Position): boolean {
  return [0, 1].every((axis) => {
    const [from = 0, to = 0, at = 0] = [a[axis], b[axis], p[axis]];
    return Math.min(from, to) <= at && at <= Math.max(from, to);
  });
}

function intersect(a: Position, b: Position, c: Position, d: Position): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (Math.sign(abc) * Math.sign(abd) < 0 && Math.sign(cda) * Math.sign(cdb) < 0) return true;
  const touches = [
    [abc, a, b, c],
    [abd, a, b, d],
    [cda, c, d, a],
    [cdb, c, d, b],
  ] as const;
  return touches.some(([area, from, to, at]) => area === 0 && between(from, to, at));
}

/** Two sides that meet at `corner` lie on each other. */
function overlaps(corner: Position, one: Position, other: Position): boolean {
  if (same(corner, one) || same(corner, other)) return true; // a side without length
  if (turn(one, corner, other) !== 0) return false;
  return (one[0] - corner[0]) * (other[0] - corner[0]) + (one[1] - corner[1]) * (other[1] - corner[1]) > 0;
}

/** A geometry as a person types it: one `longitude, latitude` pair a line, or GeoJSON when it has holes. */
export function geometryText(shape: Geometry): string {
  const rows = shape.type === 'Point' ? [shape.coordinates] : shape.coordinates[0];
  if (shape.type === 'Polygon' && shape.coordinates.length > 1) return JSON.stringify(shape);
  return (rows ?? []).map((row) => row.join(', ')).join('\n');
}
