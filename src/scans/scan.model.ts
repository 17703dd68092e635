import mongoose from 'mongoose';
import { newId } from '../db.js';
import { type City } from './place.js';

/** One look at a label's page. It holds no address and no exact place. */
export interface Scan {
  /** The label itself for its first look, which tells the store that it is the first. */
  _id: string;
  /** Path of the label, `01/…/10/…/21/…`; of the lot for a link without a serial; `…/21/?` for a label that is not ours. */
  label: string;
  lot: string;
  at: Date;
  /** ISO 3166 alpha-2 of the address's country, null where the table does not know it. */
  country: string | null;
  /** Code of the province that the reader picked. */
  province?: string | null;
  /** Where the server has a table of cities. */
  city?: City | null;
  /** Hash of the address with the salt of the day. */
  reader: string;
  /** Hash of the first part of the address, likewise; absent in scans recorded without. */
  network?: string | null;
  /** What the page said; `not-issued` for a serial beyond those of the lot. */
  verdict: string;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };

export const Scans = mongoose.model(
  'Scan',
  new mongoose.Schema<Scan>(
    {
      _id: { type: String, default: newId },
      label: text,
      lot: text,
      at: { type: Date, required: true },
      country: { type: String, default: null },
      province: String,
      city: new mongoose.Schema<City>({ name: text, latitude: number, longitude: number }, { _id: false }),
      reader: text,
      network: String,
      verdict: text,
    },
    { versionKey: false },
  ).index({ label: 1, at: 1 }),
);

/** Past the documents of mongoose, which cost more than the store. */
const scansAsTheyAre = () => Scans.collection as unknown as mongoose.mongo.Collection<Scan>;

/**
 * Stores scans in one write. When it is done they are on the disks of most of the store's machines.
 * @returns for each whether it is stored: not when the store has one of its `_id`
 * @throws what the store throws otherwise; then some may be stored and none counts as recorded
 */
export async function insertScans(scans: Scan[]): Promise<boolean[]> {
  try {
    await scansAsTheyAre().insertMany(scans, { ordered: false, writeConcern: { w: 'majority' } });
    return scans.map(() => true);
  } catch (error) {
    const refused = refusedBy(error);
    if (!refused) throw error;
    return scans.map((_scan, index) => !refused.has(index));
  }
}

/** Places of documents that were there already; null for every other error. */
function refusedBy(error: unknown): Set<number> | null {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return null;
  const errors = [error.writeErrors].flat();
  return errors.every(({ code }) => code === 11000) ? new Set(errors.map(({ index }) => index)) : null;
}

/** What is known of a label. */
export interface KnownScans {
  count: number;
  first: Scan | null;
  /** The latest first; at least the latest fifty. */
  latest: Scan[];
}

/** Scans that the rules about copies look back on. */
export const historyLength = 50;

/** All looks at labels, at most 100 of these. */
export async function scansOfLabels(labels: readonly string[]): Promise<Map<string, KnownScans>> {
  const rows =
    labels.length > 0
      ? await scansAsTheyAre()
          .find({ label: { $in: [...labels] } })
          .toArray()
      : [];
  const known = new Map<string, KnownScans>(labels.map((label) => [label, { count: 0, first: null, latest: [] }]));
  for (const scan of rows.sort((one, other) => other.at.getTime() - one.at.getTime())) {
    const ofLabel = known.get(scan.label);
    if (ofLabel) Object.assign(ofLabel, { count: ofLabel.count + 1, first: scan }).latest.push(scan);
  }
  return known;
}

/** Of a label with many, which are counted and not read. */
export async function scansOfBusyLabel(label: string): Promise<KnownScans> {
  const [count, [first = null], latest] = await Promise.all([
    Scans.countDocuments({ label }),
    Scans.find({ label }).sort({ at: 1 }).limit(1).lean(),
    Scans.find({ label }).sort({ at: -1 }).limit(historyLength).lean(),
  ]);
  return { count, first, latest };
}

/** The salt of the day (`2026-11-24`, UTC). Those of earlier days are gone, and with them the way back to an address. */
export const ScanSalts = mongoose.model(
  'ScanSalt',
  new mongoose.Schema<{ _id: string; salt: string }>({ _id: text, salt: text }),
);
