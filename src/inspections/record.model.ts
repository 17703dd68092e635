import mongoose from 'mongoose';
import { type Translated } from '../http/page.js';
import { type ChecklistItem } from './checklist-table.js';

/** Of a criterion; a major one alone makes the whole not conformant. */
export const findings = ['conforms', 'minor', 'major', 'not-applicable'] as const;
export type Finding = (typeof findings)[number];
export const results = ['conformant', 'non_conformant'] as const;
export type Result = (typeof results)[number];
export const inspectionStates = ['planned', 'draft', 'concluded', 'cancelled'] as const;
export type InspectionState = (typeof inspectionStates)[number];

export interface Answer {
  /** Code of the checklist's item. */
  code: string;
  finding?: Finding | null;
  note?: string | null;
}

export interface Photo {
  sha256: string;
  /** Code of the item that it shows. */
  code?: string | null;
  /** It has a small picture; a scanned PDF has none. */
  isPicture?: boolean | null;
}

/** The checklist as it was when the inspection began, kept whole: whoever changes it changes nothing here. */
export interface Begun {
  at: Date;
  by: string;
  version: number;
  names: Translated;
  items: ChecklistItem[];
}

export interface Conclusion {
  at: Date;
  /** When the inspection was, as typed, with its offset. */
  eventTime: string;
  result: Result;
  summary: string;
  /** User, and what the signed record says of who it is. */
  by: string;
  inspector: string;
  authority: string;
  /** Names the request, and with it the event of a lot (`nguon:request`). */
  request: string;
  /** The signed record, a JWT, and its SHA-256. */
  signed: string;
  sha256: string;
  /** The record signed anew when results came later, in the order of time; the one before stays what it was. */
  later?: SignedAgain[] | null;
}

export interface SignedAgain {
  at: Date;
  signed: string;
  sha256: string;
}

/** An inspection from the plan to its signed record. It is no event of a lot before it is concluded. */
export interface Inspection {
  _id: string;
  /** The organisation that is inspected. */
  organization: string;
  /** Organisations that may read it once it is concluded: that one, and who made the lot. */
  readers: string[];
  /** Path of the lot; null where the organisation as a whole is inspected. */
  lot: string | null;
  /** Location. */
  place: string | null;
  /** `2026-12-01` */
  dueOn: string;
  checklist: string;
  /** User who is to do it. Another inspector may. */
  inspector: string;
  /** Words of who planned it. */
  note?: string | null;
  /** Corrective action that this re-inspection looks at. */
  reinspects: string | null;
  plannedBy: string;
  createdAt: Date;
  state: InspectionState;
  begun?: Begun | null;
  answers: Answer[];
  summary?: string | null;
  photos: Photo[];
  /** Counts the saves of the draft, so that of two who write at once the later one is told. */
  revision: number;
  /** How many samples were taken: the signed record names them all. */
  sampleCount: number;
  saved?: { at: Date; by: string } | null;
  concluded?: Conclusion | null;
  cancelled?: { at: Date; by: string; reason: string } | null;
}

const text = { type: String, required: true };
const time = { type: Date, required: true };
const count = { type: Number, required: true };
const translated = { _id: false, vi: text, en: String, zh: String };
const item = { _id: false, code: text, theme: text, text: translated };

const begun = new mongoose.Schema(
  { at: time, by: text, version: count, names: translated, items: [item] },
  { _id: false },
);
const conclusion = new mongoose.Schema(
  {
    ...{ at: time, eventTime: text, result: { type: String, enum: results, required: true }, summary: text },
    ...{ by: text, inspector: text, authority: text, request: text, signed: text, sha256: text },
    later: [{ _id: false, at: time, signed: text, sha256: text }],
  },
  { _id: false },
);

export const Inspections = mongoose.model(
  'Inspection',
  new mongoose.Schema<Inspection>({
    ...{ _id: text, organization: text, readers: [String], lot: String, place: String, dueOn: text },
    ...{ checklist: text, inspector: text, note: String, reinspects: String, plannedBy: text, createdAt: time },
    state: { type: String, enum: inspectionStates, required: true },
    begun,
    answers: [{ _id: false, code: text, finding: { type: String, enum: [...findings, null] }, note: String }],
    summary: String,
    photos: [{ _id: false, sha256: text, code: String, isPicture: Boolean }],
    revision: count,
    sampleCount: count,
    saved: new mongoose.Schema({ at: time, by: text }, { _id: false }),
    concluded: conclusion,
    cancelled: new mongoose.Schema({ at: time, by: text, reason: text }, { _id: false }),
  })
    .index({ state: 1, dueOn: 1 })
    .index({ readers: 1, state: 1, 'concluded.at': -1 })
    .index({ lot: 1, createdAt: -1 })
    .index({ reinspects: 1 }),
);
