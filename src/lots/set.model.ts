import mongoose from 'mongoose';
import { setStates, type SetState } from './set-state.js';

/** A gift set or a case: the fold of its events, kept beside them and written by `capture` alone. */
export interface PackedSet extends SetState {
  /** Its path: `c/{code}`, or `00/{SSCC}` of 18 digits. */
  _id: string;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };

const schema = new mongoose.Schema<PackedSet>({
  _id: text,
  organization: text,
  holder: text,
  parties: [String],
  shippedTo: { type: String, default: null },
  shipment: { type: String, default: null },
  names: {
    type: new mongoose.Schema({ vi: text, en: String, zh: String }, { _id: false }),
    required: true,
  },
  key: { type: String, default: null },
  contents: [{ _id: false, lot: text, quantity: number, uom: text }],
  state: { type: String, enum: setStates, required: true },
  packedAt: text,
  events: [String],
})
  .index({ parties: 1, packedAt: -1 })
  .index({ packedAt: -1 })
  .index({ 'contents.lot': 1, packedAt: -1 });

export const Sets = mongoose.model('Set', schema);
