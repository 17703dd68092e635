import mongoose from 'mongoose';
import { type Correction } from './correction.js';

/** How an organisation's printer is corrected for one template. */
export interface StoredCorrection extends Correction {
  /** `{organization} {template}` */
  _id: string;
  changedAt: Date;
}

export const Corrections = mongoose.model(
  'PrintCorrection',
  new mongoose.Schema<StoredCorrection>({
    _id: { type: String, required: true },
    offsetX: { type: Number, required: true },
    offsetY: { type: Number, required: true },
    rulerX: Number,
    rulerY: Number,
    changedAt: { type: Date, required: true },
  }),
);
