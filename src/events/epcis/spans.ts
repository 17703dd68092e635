/**
 * Spans of time that hold some hundreds of events each. The embedded engine reads all that a filter describes before it
 * sorts and cuts, so what has no narrow condition is read span by span. Where they end is a guess by some events of the
 * log, and only speed depends on it: together they leave out nothing.
 */
import { inSlices, trusted } from '../../db.js';
import { findEntries, findHead } from '../../ledger/log.model.js';
import { Events } from '../event.model.js';

type TimeField = 'eventTime' | 'recordTime';

const eventsOfSpan = 250;
const mostSpans = 400;

interface Sample {
  size: number;
  times: Record<TimeField, number[]>;
}

let sample: Sample = { size: 0, times: { eventTime: [], recordTime: [] } };

/** Instants in milliseconds; open where there is none. */
export interface Span {
  from?: number;
  /** Itself not in it. */
  to?: number;
}

/** Spans that together hold all that happened between two instants, in the order in which they are walked. */
export async function spansBetween(
  field: TimeField,
  first: number,
  last: number,
  descending: boolean,
): Promise<Span[]> {
  const edges = (await edgesOf(field)).filter((edge) => edge > first && edge <= last);
  const spans = [...edges, undefined].map((to, index) => ({ from: edges[index - 1], to }));
  return descending ? spans.toReversed() : spans;
}

/** One span for several that follow one another. */
export function joined(spans: Span[], descending: boolean): Span {
  const inTime = descending ? spans.toReversed() : spans;
  return { from: inTime[0]?.from, to: inTime.at(-1)?.to };
}

/** Moments that part all events, the earliest first; none in a small store. */
async function edgesOf(field: TimeField): Promise<number[]> {
  const size = (await findHead())?.size ?? 0;
  const isStale = size < sample.size || size > sample.size * 1.1 + eventsOfSpan;
  if (isStale) sample = { size, times: await sampleTimes(size) };
  return sample.times[field];
}

async function sampleTimes(size: number): Promise<Sample['times']> {
  const count = Math.min(Math.floor(size / eventsOfSpan), mostSpans);
  const positions = Array.from({ length: count }, (_, index) => Math.floor((index * size) / count));
  const ids = [...(await findEntries(positions)).values()].map(({ event }) => event);
  const found = await inSlices(ids, (some) =>
    Events.find({ _id: trusted({ $in: some }) }, { eventTime: 1, recordTime: 1 }).lean(),
  );
  const sorted = (field: TimeField) =>
    [...new Set(found.map((event) => event[field].getTime()))].sort((one, other) => one - other);
  return { eventTime: sorted('eventTime'), recordTime: sorted('recordTime') };
}
