import mongoose from 'mongoose';
import { type LabelRange } from '../lots/label-life.js';

export interface VoidBlanks extends LabelRange {
  /** Words for whoever scans one; the reason itself is in the event alone. */
  publicReason?: string;
}

/** Labels of a product that were printed before there was a lot, by their index among its blanks. */
export interface BlankLabels {
  /** Key of the product. */
  _id: string;
  /** Issued at once, each under one serial key; together without a gap. */
  runs: (LabelRange & { key: string; at: Date })[];
  /** Taken by a lot, whose own labels say the same. */
  bound: (LabelRange & { lot: string })[];
  /** Spoiled before a lot took them; absent until the first. */
  voided?: VoidBlanks[];
  /** Counts its changes. */
  version: number;
}

const number = { type: Number, required: true };
const text = { type: String, required: true };

export const BlankLabels = mongoose.model(
  'BlankLabels',
  new mongoose.Schema<BlankLabels>({
    _id: text,
    runs: [{ _id: false, from: number, count: number, key: text, at: { type: Date, required: true } }],
    bound: [{ _id: false, from: number, count: number, lot: text }],
    voided: { type: [{ _id: false, from: number, count: number, publicReason: String }], default: undefined },
    version: number,
  }),
);
