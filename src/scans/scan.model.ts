import mongoose from 'mongoose';
import { type City } from './place.js';

/** One look at a label's page. It holds no address and no exact place. */
export interface Scan {
  _id: mongoose.Types.ObjectId;
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
  new mongoose.Schema<Scan>({
    label: text,
    lot: text,
    at: { type: Date, required: true },
    country: { type: String, default: null },
    province: String,
    city: new mongoose.Schema<City>({ name: text, latitude: number, longitude: number }, { _id: false }),
    reader: text,
    network: String,
    verdict: text,
  })
    .index({ label: 1, at: 1 })
    .index({ lot: 1, at: -1 }),
);

/** The salt of the day (`2026-11-24`, UTC). Those of earlier days are gone, and with them the way back to an address. */
export const ScanSalts = mongoose.model(
  'ScanSalt',
  new mongoose.Schema<{ _id: string; salt: string }>({ _id: text, salt: text }),
);
