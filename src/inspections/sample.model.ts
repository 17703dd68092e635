import mongoose from 'mongoose';
import { type Uom } from '../epcis/quantity.js';
import { comparisons, type Comparison, type Verdict } from './laboratory.js';

/** One parameter as the laboratory found it. */
export interface Measured {
  parameter: string;
  /** Decimal text; null: not detected. */
  value: string | null;
  unit?: string | null;
  comparison: Comparison;
  /** Decimal text; null where nothing may be detected. */
  limit: string | null;
  verdict: Verdict;
}

export interface LabReport {
  at: Date;
  /** User who recorded it. */
  by: string;
  laboratory: string;
  number?: string | null;
  /** Day of the report. */
  reportedOn: string;
  /** SHA-256 of the report. */
  file?: string | null;
  results: Measured[];
  verdict: Verdict;
  request: string;
}

/** A sample taken at an inspection, sealed, and what laboratories found in it later. */
export interface Sample {
  _id: string;
  inspection: string;
  /** What stands on the seal. */
  code: string;
  /** Thousandths of the unit. */
  quantity: number;
  uom: Uom;
  /** As typed, with its offset. */
  takenAt: string;
  sealedBy: string;
  note?: string | null;
  by: string;
  reports: LabReport[];
}

const text = { type: String, required: true };
const verdict = { type: String, enum: ['conformant', 'non_conformant'], required: true };

const measured = {
  _id: false,
  ...{ parameter: text, value: String, unit: String, limit: String, verdict },
  comparison: { type: String, enum: comparisons, required: true },
};
const report = {
  _id: false,
  ...{ at: { type: Date, required: true }, by: text, laboratory: text, number: String, reportedOn: text, file: String },
  ...{ results: [measured], verdict, request: text },
};

export const Samples = mongoose.model(
  'Sample',
  new mongoose.Schema<Sample>({
    ...{ _id: text, inspection: text, code: text, uom: text, takenAt: text, sealedBy: text, note: String, by: text },
    quantity: { type: Number, required: true },
    reports: [report],
  })
    .index({ inspection: 1, takenAt: 1 })
    .index({ code: 1 }, { unique: true }),
);
