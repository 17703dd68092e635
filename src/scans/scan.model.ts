import mongoose from 'mongoose';

/** One look at a label's page. It holds no address and no exact place. */
export interface Scan {
  _id: mongoose.Types.ObjectId;
  /** Path of the label, `01/…/10/…/21/…`, or of the lot for a link without a serial. */
  label: string;
  lot: string;
  at: Date;
  /** ISO 3166 code of the address's country, null where the table does not know it. */
  country: string | null;
  /** Hash of the address with the salt of the day, so that the same reader can be told apart for a day and no longer. */
  reader: string;
  verdict: string;
}

const text = { type: String, required: true };

export const Scans = mongoose.model(
  'Scan',
  new mongoose.Schema<Scan>({
    label: text,
    lot: text,
    at: { type: Date, required: true },
    country: { type: String, default: null },
    reader: text,
    verdict: text,
  })
    .index({ label: 1, at: 1 })
    .index({ lot: 1, at: -1 }),
);

/** The salt of a day, thrown away on the day after the next. */
export const ScanSalts = mongoose.model(
  'ScanSalt',
  new mongoose.Schema<{ _id: string; salt: string; createdAt: Date }>({
    _id: text,
    salt: text,
    createdAt: { type: Date, required: true },
  }).index({ createdAt: 1 }, { expireAfterSeconds: 2 * 86_400 }),
);
