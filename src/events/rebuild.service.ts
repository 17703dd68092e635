/** Compares every stored lot with what its events make of it, and puts right those that differ. Never touches an event. */
import { namespace, trusted } from '../db.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { differingFields, lotOfFold, startFold, type Fold, type FoldedLot } from '../lots/rebuild.js';
import { Products } from '../registry/product.model.js';
import { Events } from './event.model.js';

export interface Difference {
  lot: string;
  /** Fields that differ; empty where one of the two lots does not exist. */
  fields: string[];
  /** What is wrong beside the fields, as words. */
  fault: string | null;
  stored: Lot | null;
  /** What the events make; null where they make no whole lot. */
  folded: Lot | null;
}

export interface Comparison {
  lots: number;
  events: number;
  differences: Difference[];
}

/** Events recorded by requests that were under way when the reading began. */
const overlapMs = 5 * 60_000;

/** Reads every event and every lot. Lots that somebody changes meanwhile are looked at once more. */
export async function compareLots(): Promise<Comparison> {
  const startedAt = Date.now();
  const fold = startFold(namespace());
  const events = await readEvents(fold);
  const suspects = await findSuspects(fold.lots());
  if (suspects.lots.length > 0) {
    await readEvents(fold, new Date(startedAt - overlapMs));
  }
  const folded = fold.lots();
  const products = await productIds();
  const differences: Difference[] = [];
  for (const path of suspects.lots) {
    const stored = (await Lots.findById(path).lean()) as Lot | null;
    const difference = compare(path, stored, folded.get(path), products);
    if (difference) differences.push(difference);
  }
  return { lots: suspects.total, events, differences };
}

/** By record time, which is nearly the order in which they are folded; one batch at a time. */
async function readEvents(fold: Fold, since?: Date): Promise<number> {
  const filter = since ? { recordTime: trusted({ $gte: since }) } : {};
  const rows = Events.find(filter, { event: 1, lots: 1, versions: 1, organization: 1 }).sort({ recordTime: 1 }).lean();
  let count = 0;
  for await (const { event, lots, versions, organization } of rows.cursor({ batchSize: 500 })) {
    fold.add({ event, lots, versions, organization });
    count++;
  }
  return count;
}

/** Paths of the lots that differ, stored or not. */
async function findSuspects(folded: Map<string, FoldedLot>): Promise<{ total: number; lots: string[] }> {
  const products = await productIds();
  const unseen = new Set(folded.keys());
  const lots: string[] = [];
  let total = 0;
  for await (const stored of Lots.find({}).lean().cursor({ batchSize: 500 })) {
    total++;
    unseen.delete(stored._id);
    if (compare(stored._id, stored, folded.get(stored._id), products)) lots.push(stored._id);
  }
  return { total, lots: [...lots, ...unseen].sort() };
}

/** Identifiers by product key, which stays once a lot is recorded. */
async function productIds(): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for await (const { _id, key } of Products.find({}, { key: 1 }).lean().cursor()) ids.set(key, _id);
  return ids;
}

function compare(
  lot: string,
  stored: Lot | null,
  fold: FoldedLot | undefined,
  products: Map<string, string>,
): Difference | null {
  const made = lotOfFold(lot, fold, products);
  const fields = stored && made ? differingFields(stored, made) : [];
  const fault = fold?.fault ?? absence(stored, made);
  const folded = fold?.fault ? null : made;
  return fields.length > 0 || fault ? { lot, fields, fault, stored, folded } : null;
}

function absence(stored: Lot | null, folded: Lot | null): string | null {
  if (!folded) return 'no event made it';
  return stored ? null : 'not stored';
}

/** Puts a stored lot right. False when its events make no whole lot, or when somebody changed it meanwhile. */
export async function restoreLot({ lot, stored, folded }: Difference): Promise<boolean> {
  if (!folded) return false;
  if (!stored) {
    await Lots.create(folded);
    return true;
  }
  const { matchedCount } = await Lots.replaceOne({ _id: lot, version: stored.version }, folded);
  return matchedCount === 1;
}
