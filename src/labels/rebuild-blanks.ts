/**
 * Compares the register of blank labels with the events that issued, bound and voided them, and puts right what differs.
 * Never touches an event. Ranges do not overlap, so that their order says nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { namespace, trusted } from '../db.js';
import { lotPathOfUri, readLotPath } from '../epcis/identifiers.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { type LabelRange } from '../lots/label-life.js';
import { BlankLabels } from './blank.model.js';

type Ranges = Required<Pick<BlankLabels, 'runs' | 'bound' | 'voided'>>;

export interface BlankDifference {
  product: string;
  /** Which ranges differ. */
  fields: string[];
  folded: Ranges;
}

export async function compareBlanks(): Promise<{ products: number; differences: BlankDifference[] }> {
  const folded = new Map<string, Ranges>();
  const rows = Events.find({ 'event.nguon:labels': trusted({ $exists: true }) })
    .lean()
    .cursor({ batchSize: 500 });
  for await (const { event } of rows) fold(event, folded);
  const stored = new Map((await BlankLabels.find({}).lean()).map((blanks) => [blanks._id, blanks]));
  const products = [...new Set([...folded.keys(), ...stored.keys()])].sort();
  const differences = products.flatMap((product) => {
    const made = folded.get(product) ?? nothing();
    const [one, other] = [comparable(made), comparable(stored.get(product) ?? nothing())];
    const fields = (['runs', 'bound', 'voided'] as const).filter((name) => !isDeepStrictEqual(one[name], other[name]));
    return fields.length > 0 ? [{ product, fields, folded: made }] : [];
  });
  return { products: products.length, differences };
}

const nothing = (): Ranges => ({ runs: [], bound: [], voided: [] });

function fold(event: EpcisEvent, folded: Map<string, Ranges>): void {
  const labels = event['nguon:labels'];
  const uri = event.quantityList?.[0]?.epcClass;
  if (!labels || !uri) return;
  const lot = lotPathOfUri(uri, namespace());
  if (lot && labels.blank === undefined) return; // labels that had a lot from the first
  const product = lot ? (readLotPath(lot)?.productKey ?? '') : (/(?:01|p)\/[^/]+$/.exec(uri)?.[0] ?? '');
  const ranges = folded.get(product) ?? nothing();
  folded.set(product, ranges);
  const { from, count, key, blank = from, publicReason } = labels;
  if (lot) ranges.bound.push({ from: blank, count, lot });
  else if (key) ranges.runs.push({ from, count, key, at: new Date(event.eventTime) });
  else ranges.voided.push({ from, count, ...(publicReason && { publicReason }) });
}

/** What can be compared: the moment of a run is kept to the millisecond, in its event to the second. */
function comparable(blanks: Pick<BlankLabels, 'runs' | 'bound' | 'voided'>) {
  const { runs, ...others } = sorted(blanks);
  return { runs: runs.map(({ from, count, key }) => ({ from, count, key })), ...others };
}

function sorted({ runs, bound, voided = [] }: Pick<BlankLabels, 'runs' | 'bound' | 'voided'>): Ranges {
  const byPlace = (one: LabelRange, other: LabelRange) => one.from - other.from;
  return { runs: runs.toSorted(byPlace), bound: bound.toSorted(byPlace), voided: voided.toSorted(byPlace) };
}

/** Puts a stored register right. */
export async function restoreBlanks({ product, folded }: BlankDifference): Promise<void> {
  await BlankLabels.updateOne({ _id: product }, { $set: sorted(folded), $inc: { version: 1 } }, { upsert: true });
}
