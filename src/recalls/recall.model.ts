import mongoose from 'mongoose';
import { type Notice } from '../epcis/vocabulary.js';
import { type Uom } from '../epcis/quantity.js';

export const recallStates = ['open', 'closed', 'lifted'] as const;
export type RecallState = (typeof recallStates)[number];

/** Who ended something, when, and with what words. */
export interface Ending {
  at: Date;
  /** Name of the person, and the user. */
  by: string;
  actor: string;
  note: string;
}

/**
 * A recall as it is followed. What it does to lots are its events; this says how far they are, and what became of it.
 * A mock recall has no events, and nothing of it is public.
 */
export interface Recall {
  _id: string;
  isMock: boolean;
  state: RecallState;
  /** Paths of the lots that the inspector named; the others were made from them. */
  roots: string[];
  /** Empty where another system sent none. */
  reason: string;
  /** Words for the public; null where the usual ones do. */
  notice: Notice | null;
  /** Whether the holders are asked to acknowledge it. */
  asksHolders: boolean;
  /** The event by which another system told it; null of one that began here. */
  received: string | null;
  /** User and authority that began it, and the name of the user. */
  actor: string;
  organization: string;
  startedBy: string;
  startedAt: Date;
  /** When all lots and holders were found; null before. */
  listedAt: Date | null;
  lots: number;
  /** Organisations that made, had, awaited or sold one of the lots. */
  holders: string[];
  acknowledged: string[];
  /** When every lot was marked; null before, and of a mock recall. */
  markedAt: Date | null;
  /** When somebody last worked on it: a recall whose process died is finished by another. */
  touchedAt: Date;
  closure: Ending | null;
  lifting: Ending | null;
  /** When the last of its events was declared an error. */
  liftedAt: Date | null;
}

/** A lot as it was when the recall found it. Quantities are whole thousandths of `uom`. */
export interface RecalledLot {
  lot: string;
  code: string;
  product: string;
  /** That made it. */
  organization: string;
  uom: Uom;
  produced: number;
  onHand: { organization: string; quantity: number }[];
  inTransit: { from: string; to: string; quantity: number }[];
  soldBy: { organization: string; quantity: number }[];
  lost: number;
  firstEventTime: string;
  /** All that were issued, and those of them on packages and sold. */
  labels: { issued: number; applied: number; sold: number };
}

/** Some of the lots of a recall, which one event of it names. */
export interface RecallPart {
  /** `{recall}/{number}`: two processes that list the lots at once make one list. */
  _id: string;
  recall: string;
  number: number;
  lots: RecalledLot[];
  eventID: string | null;
  isLifted: boolean;
}

/** What a holder says of one lot, in all until now; whole thousandths of its unit. */
export interface Recovered {
  lot: string;
  /** Taken back and kept apart. */
  kept: number;
  destroyed: number;
  /** Sent back to whoever it came from. */
  returned: number;
}

/** The log of what holders said, which only grows. The latest word on a lot counts. */
export interface RecallEntry {
  /** Of an acknowledgement `{recall}/{organization}`: there is one. */
  _id: string;
  recall: string;
  organization: string;
  kind: 'acknowledgement' | 'report';
  /** Name of the person, who is shown to the own organisation and to inspectors. */
  by: string;
  at: Date;
  lots: Recovered[];
  note: string | null;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const date = { type: Date, required: true };
const maybe = { type: Date, default: null };
const yesOrNo = { type: Boolean, required: true };
const ending = {
  type: new mongoose.Schema<Ending>({ at: date, by: text, actor: text, note: text }, { _id: false }),
  default: null,
};

export const Recalls = mongoose.model(
  'Recall',
  new mongoose.Schema<Recall>({
    _id: text,
    isMock: yesOrNo,
    state: { ...text, enum: recallStates },
    roots: [String],
    reason: { type: String, default: '' },
    received: { type: String, default: null },
    notice: { type: new mongoose.Schema({ vi: text, en: String, zh: String }, { _id: false }), default: null },
    asksHolders: yesOrNo,
    ...{ actor: text, organization: text, startedBy: text, startedAt: date, listedAt: maybe },
    lots: number,
    holders: [String],
    acknowledged: [String],
    ...{ markedAt: maybe, touchedAt: date, closure: ending, lifting: ending, liftedAt: maybe },
  })
    .index({ startedAt: -1 })
    .index({ holders: 1, startedAt: -1 })
    .index({ markedAt: 1 }),
);

export const RecallParts = mongoose.model(
  'RecallPart',
  new mongoose.Schema<RecallPart>({
    ...{ _id: text, recall: text, number },
    lots: [mongoose.Schema.Types.Mixed], // thousands: each as a document of its own would take seconds
    eventID: { type: String, default: null },
    isLifted: { type: Boolean, default: false },
  }).index({ recall: 1, number: 1 }),
);

export const RecallEntries = mongoose.model(
  'RecallEntry',
  new mongoose.Schema<RecallEntry>({
    ...{ _id: text, recall: text, organization: text, by: text, at: date },
    kind: { ...text, enum: ['acknowledgement', 'report'] },
    lots: [{ _id: false, lot: text, kept: number, destroyed: number, returned: number }],
    note: { type: String, default: null },
  }).index({ recall: 1, at: 1 }),
);
