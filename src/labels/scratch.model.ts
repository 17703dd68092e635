import mongoose from 'mongoose';

/** That the code below the scratch field of a label was used. The code itself is stored nowhere. */
export interface ScratchUse {
  /** Path of the label. */
  _id: string;
  /** The first time. */
  at: Date;
  count: number;
}

export const ScratchUses = mongoose.model(
  'ScratchUse',
  new mongoose.Schema<ScratchUse>({
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    count: { type: Number, required: true },
  }),
);
