import mongoose from 'mongoose';

/** The place of a lot in the status lists: given with its first credential, and kept, because that one names it. */
export interface StatusEntry {
  /** The lot. */
  _id: string;
  /** Unique, counted from 0. */
  index: number;
}

const schema = new mongoose.Schema<StatusEntry>({
  _id: { type: String, required: true },
  index: { type: Number, required: true },
}).index({ index: 1 }, { unique: true });

export const StatusEntries = mongoose.model('StatusEntry', schema);
