import mongoose from 'mongoose';

export const reportKinds = ['fake', 'quality', 'wrong-information', 'damaged-label', 'other'] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportStates = ['open', 'closed'] as const;

/** What somebody who scanned a label told the inspectors. Nothing is kept of who, unless they gave it. */
export interface Report {
  /** Name of the form that was sent: each is taken once. */
  _id: string;
  kind: ReportKind;
  words: string;
  /** The code on the label, as it came. */
  label?: string | null;
  /** What the code names, as far as it is recorded. */
  product?: string | null;
  lot?: string | null;
  /** How to reach who sent it, if they wish. Gone when the report is closed. */
  contact?: string | null;
  at: Date;
  state: (typeof reportStates)[number];
  closure?: { at: Date; by: string; note: string } | null;
}

const text = { type: String, required: true };
const closure = new mongoose.Schema({ at: { type: Date, required: true }, by: text, note: text }, { _id: false });

export const Reports = mongoose.model(
  'Report',
  new mongoose.Schema<Report>({
    _id: text,
    kind: { type: String, enum: reportKinds, required: true },
    words: text,
    label: String,
    product: String,
    lot: String,
    contact: String,
    at: { type: Date, required: true },
    state: { type: String, enum: reportStates, required: true },
    closure,
  }).index({ state: 1, at: -1 }),
);
