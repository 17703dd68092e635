/** When a scheduled query runs (EPCIS 2.0 §8.2.5.3): like cron, in the time of the server's place (`UTC_OFFSET`). */
import { z } from 'zod';
import { localTime } from '../../epcis/time.js';

const ranges = {
  second: [0, 59],
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 31],
  month: [1, 12],
  dayOfWeek: [1, 7], // Monday is 1
} as const;
type Part = keyof typeof ranges;
const parts = Object.keys(ranges) as Part[];

/** `5`, `1,15`, `[8-17]` or a list of such. */
const part = (name: Part) =>
  z
    .union([z.string(), z.number().int().transform(String)])
    .refine((text) => valuesOf(text, name) !== null, 'bad-choice')
    .optional();

export const schedule = z
  .strictObject({
    second: part('second'),
    minute: part('minute'),
    hour: part('hour'),
    dayOfMonth: part('dayOfMonth'),
    month: part('month'),
    dayOfWeek: part('dayOfWeek'),
  })
  .refine((value) => parts.some((name) => value[name] !== undefined), 'required');
export type Schedule = z.output<typeof schedule>;

function valuesOf(text: string, name: Part): Set<number> | null {
  const [least, most] = ranges[name];
  const values = new Set<number>();
  for (const element of text.split(',')) {
    const [, first, last = first] = /^(?=\d|\[\d+-\d+\]$)\[?(\d{1,2})(?:-(\d{1,2})\])?$/.exec(element) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= least && from <= to && to <= most)) return null;
    for (let value = from; value <= to; value++) values.add(value);
  }
  return values;
}

const secondMs = 1000;
const steps: [Part, number][] = [
  ['second', secondMs],
  ['minute', 60 * secondMs],
  ['hour', 3600 * secondMs],
];
const dayMs = 24 * 3600 * secondMs;
const farthestMs = 5 * 366 * dayMs; // 29 February comes within four years

/** The first matching second after an instant; null where none ever comes, such as 31 February. */
export function nextTime(wanted: Schedule, after: Date, utcOffset: string): Date | null {
  const allowed = new Map(parts.map((name) => [name, allowedOf(wanted, name)] as const));
  const fits = (name: Part, value: number) => allowed.get(name)?.has(value) ?? true;
  let at = Math.floor(after.getTime() / secondMs) * secondMs + secondMs;
  const end = at + farthestMs;
  while (at < end) {
    const clock = localTime(new Date(at), utcOffset);
    const local = new Date(`${clock.slice(0, 19)}Z`);
    const inDay = local.getTime() % dayMs;
    const isDay =
      fits('month', local.getUTCMonth() + 1) &&
      fits('dayOfMonth', local.getUTCDate()) &&
      fits('dayOfWeek', local.getUTCDay() || 7);
    if (!isDay) at += dayMs - inDay;
    else if (!fits('hour', local.getUTCHours())) at += 3600 * secondMs - (inDay % (3600 * secondMs));
    else if (!fits('minute', local.getUTCMinutes())) at += 60 * secondMs - (inDay % (60 * secondMs));
    else if (!fits('second', local.getUTCSeconds())) at += secondMs;
    else return new Date(at);
  }
  return null;
}

/** What is finer than the finest part given counts as 0: `{hour: "1"}` runs once a day and not all through the hour. */
function allowedOf(wanted: Schedule, name: Part): Set<number> | undefined {
  const text = wanted[name];
  if (text !== undefined) return valuesOf(text, name) ?? undefined;
  const place = steps.findIndex(([part]) => part === name);
  const isFiner = place >= 0 && steps.slice(0, place).every(([part]) => wanted[part] === undefined);
  return isFiner ? new Set([0]) : undefined;
}
