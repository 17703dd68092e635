import mongoose from 'mongoose';

/** Label stock of one organisation, as it measured it; millimetres. */
export interface OwnTemplate {
  _id: string;
  organization: string;
  name: string;
  pageWidth: number;
  pageHeight: number;
  labelWidth: number;
  labelHeight: number;
  columns: number;
  rows: number;
  left: number;
  top: number;
  pitchX: number;
  pitchY: number;
  dotsPerInch?: number | null;
  isTurned?: boolean | null;
  createdAt: Date;
}

const text = { type: String, required: true };
const measure = { type: Number, required: true };

export const OwnTemplates = mongoose.model(
  'OwnTemplate',
  new mongoose.Schema<OwnTemplate>({
    _id: text,
    organization: text,
    name: text,
    pageWidth: measure,
    pageHeight: measure,
    labelWidth: measure,
    labelHeight: measure,
    columns: measure,
    rows: measure,
    left: measure,
    top: measure,
    pitchX: measure,
    pitchY: measure,
    dotsPerInch: Number,
    isTurned: Boolean,
    createdAt: { type: Date, required: true },
  }).index({ organization: 1, name: 1 }),
);
