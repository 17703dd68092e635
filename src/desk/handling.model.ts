import mongoose from 'mongoose';

/** What inspectors note and decide about a signal. It outlives the signal. */
export interface Handling {
  /** Of the signal. */
  _id: string;
  /** User who took it on, or was given it. */
  assignee: string | null;
  /** In the order of time; none is ever changed. */
  notes: { at: Date; by: string; text: string }[];
  /** Of a signal that is closed nowhere else. */
  closure: { at: Date; by: string; note: string } | null;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };

export const Handlings = mongoose.model(
  'Handling',
  new mongoose.Schema<Handling>({
    _id: text,
    assignee: { type: String, default: null },
    notes: [{ _id: false, at, by: text, text }],
    closure: { type: new mongoose.Schema({ at, by: text, note: text }, { _id: false }), default: null },
  }),
);
