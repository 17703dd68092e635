/**
 * Where a bare serial is looked for: the runs of labels of all lots, hundreds to a document, because reading as many
 * lots takes a hundred times as long. A fold of the events that issue labels, written in their transactions; of what
 * became of the labels it knows nothing. Labels that were printed blank stand in the register of their product.
 */
import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { lotPathOfUri } from '../epcis/identifiers.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { type LabelRange } from './label-life.js';

/** Labels issued at once. */
export interface DirectoryRun extends LabelRange {
  /** Path of the lot. */
  lot: string;
  /** The serial key. */
  key: string;
}

/** A part of what was issued in a month. Two issues at once seldom meet in one. */
export interface DirectoryPage {
  /** `2026-11/a`: the month in which it was recorded, and a digit that follows from the lot. */
  _id: string;
  /** A {@link DirectoryRun} a line: `01/09521234000013/10/L1 0 1000 kid`. One text is read far faster than as many. */
  runs: string;
}

export const DirectoryPages = mongoose.model(
  'LabelDirectoryPage',
  new mongoose.Schema<DirectoryPage>({ _id: { type: String, required: true }, runs: { type: String, default: '' } }),
);

/** The page and line of the labels that an event issues to a lot; null for every other event. */
export function directoryEntry(
  event: Pick<EpcisEvent, 'nguon:labels' | 'quantityList'>,
  recordTime: Date,
  namespace: string,
): { page: string; run: string } | null {
  const { from, count, key, blank } = event['nguon:labels'] ?? {};
  const lot =
    key === undefined || blank !== undefined ? null : lotPathOfUri(event.quantityList?.[0]?.epcClass ?? '', namespace);
  if (lot === null) return null;
  const digit = createHash('sha256').update(lot).digest('hex').slice(0, 1);
  return { page: `${recordTime.toISOString().slice(0, 7)}/${digit}`, run: [lot, from, count, key].join(' ') };
}

export function readRun(line: string): DirectoryRun {
  const [lot = '', from, count, key = ''] = line.split(' ');
  return { lot, from: Number(from), count: Number(count), key };
}

/** Months before this one at which the spans of time end that are looked through one after the other. */
const spans = [0, 1, 3, 6, 12, 24];

/** The runs that were issued last first, a span of time at a time. */
export async function* readDirectory(now: Date): AsyncGenerator<string[]> {
  const monthsAgo = (months: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString().slice(0, 7);
  const ends = ['9', ...spans.map(monthsAgo)];
  for (const [index, $lt] of ends.entries()) {
    const _id = mongoose.trusted({ $gte: ends[index + 1] ?? '0', $lt });
    const pages = await DirectoryPages.find({ _id }).lean();
    yield pages.flatMap(({ runs }) => runs.split('\n'));
  }
}
