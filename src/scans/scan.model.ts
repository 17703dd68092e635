import mongoose from 'mongoose';
import { trusted } from '../db.js';
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

const fields = {
  lot: text,
  at: { type: Date, required: true },
  country: { type: String, default: null },
  province: String,
  city: new mongoose.Schema<City>({ name: text, latitude: number, longitude: number }, { _id: false }),
  reader: text,
  network: String,
  verdict: text,
};

/** The first look at each label, by the label: an index of the label beside it would double what the look costs. */
const first = { ...fields, _id: text };
export const FirstScans = mongoose.model('FirstScan', new mongoose.Schema<StoredFirst>(first, { versionKey: false }));

/** Every later one. */
const later = { ...fields, _id: text, label: text };
export const LaterScans = mongoose.model(
  'Scan',
  new mongoose.Schema<Scan>(later, { versionKey: false }).index({ label: 1, at: 1 }),
);

type StoredFirst = Omit<Scan, 'label'>;

const asScan = (stored: StoredFirst): Scan => ({ ...stored, label: stored._id });

/** Past the documents of mongoose, which cost more than the store. */
const firstAsTheyAre = () => FirstScans.collection as unknown as mongoose.mongo.Collection<StoredFirst>;
const laterAsTheyAre = () => LaterScans.collection as unknown as mongoose.mongo.Collection<Scan>;

const durably = { ordered: false, writeConcern: { w: 'majority' } } as const;

/**
 * Stores the first looks at labels in one write. When it is done they are on the disks of most of the store's machines.
 * @returns for each whether it is stored: not when the label was looked at before
 * @throws what the store throws otherwise; then some may be stored and none counts as recorded
 */
export async function insertFirst(scans: Scan[]): Promise<boolean[]> {
  try {
    await firstAsTheyAre().insertMany(
      scans.map(({ label, ...scan }) => ({ ...scan, _id: label })),
      durably,
    );
    return scans.map(() => true);
  } catch (error) {
    const refused = refusedBy(error);
    if (!refused) throw error;
    return scans.map((_scan, index) => !refused.has(index));
  }
}

/** Stores later looks, likewise. @throws what the store throws; then none counts as recorded */
export async function insertLater(scans: Scan[]): Promise<void> {
  await laterAsTheyAre().insertMany(scans, durably);
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
  const known = new Map<string, KnownScans>(labels.map((label) => [label, { count: 0, first: null, latest: [] }]));
  if (labels.length === 0) return known;
  const some = { $in: [...labels] };
  const [first, later] = await Promise.all([
    firstAsTheyAre().find({ _id: some }).toArray(),
    laterAsTheyAre().find({ label: some }).toArray(),
  ]);
  const rows = [...later, ...first.map(asScan)];
  for (const scan of rows.sort((one, other) => other.at.getTime() - one.at.getTime())) {
    const ofLabel = known.get(scan.label);
    if (ofLabel) Object.assign(ofLabel, { count: ofLabel.count + 1, first: scan }).latest.push(scan);
  }
  return known;
}

/** Those of one label: counted, and only the latest read. */
export async function scansOfLabel(label: string): Promise<KnownScans> {
  const [first, count, latest] = await Promise.all([
    FirstScans.findById(label).lean(),
    LaterScans.countDocuments({ label }),
    LaterScans.find({ label }).sort({ at: -1 }).limit(historyLength).lean(),
  ]);
  const all = first && latest.length < historyLength ? [...latest, asScan(first)] : latest;
  return { count: count + (first ? 1 : 0), first: first && asScan(first), latest: all };
}

/** Takes down where a reader was. @returns the scan, null when it is not there any more */
export async function setProvince({ _id, label }: Scan, province: string): Promise<Scan | null> {
  const change = { $set: { province } };
  const after = { returnDocument: 'after' } as const;
  if (_id !== label) return LaterScans.findByIdAndUpdate(_id, change, after).lean();
  const stored = await FirstScans.findByIdAndUpdate(label, change, after).lean();
  return stored && asScan(stored);
}

export async function countScans({ from, before }: { from: Date; before: Date }): Promise<number> {
  const at = trusted({ $gte: from, $lt: before });
  const counts = await Promise.all([FirstScans.countDocuments({ at }), LaterScans.countDocuments({ at })]);
  return counts[0] + counts[1];
}

/** The salt of the day (`2026-11-24`, UTC). Those of earlier days are gone, and with them the way back to an address. */
export const ScanSalts = mongoose.model(
  'ScanSalt',
  new mongoose.Schema<{ _id: string; salt: string }>({ _id: text, salt: text }),
);
