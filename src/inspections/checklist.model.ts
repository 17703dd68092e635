import mongoose from 'mongoose';
import { themes, type Checklist } from './checklist-table.js';

/** One version of an own checklist. Never changed: who changes the checklist makes the next version. */
export interface StoredChecklist extends Checklist {
  /** `{checklist}.{version}`: of two who make the same version one wins. */
  _id: string;
  /** What it was copied from. */
  from: string;
  by: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const translated = { _id: false, vi: text, en: String, zh: String };

export const Checklists = mongoose.model(
  'Checklist',
  new mongoose.Schema<StoredChecklist>({
    _id: text,
    checklist: text,
    version: { type: Number, required: true },
    names: translated,
    source: String,
    items: [{ _id: false, code: text, theme: { type: String, enum: themes, required: true }, text: translated }],
    from: text,
    by: text,
    createdAt: { type: Date, required: true },
  }).index({ checklist: 1, version: -1 }),
);
