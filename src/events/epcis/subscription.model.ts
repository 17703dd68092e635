import mongoose from 'mongoose';
import { type EpcFormat } from '../../epcis/translate.js';
import { type Schedule } from './schedule.js';

/** Somebody to whom the events of a named query are sent. */
export interface Subscription {
  _id: string;
  organization: string;
  /** User whose rights decide which events are sent. */
  owner: string;
  /** Identifier of the named query. */
  query: string;
  dest: string;
  /** Key of the signature; shown to nobody. */
  signatureToken: string | null;
  /** Null for a stream. */
  schedule: Schedule | null;
  reportIfEmpty: boolean;
  epcFormat: EpcFormat;
  createdAt: Date;
  /** Only events recorded from then on. */
  initialRecordTime: Date;
  lastNotifiedAt: Date | null;
  /** Entries of the log that are done with: events are sent in the order of the log, none is missed. */
  position: number;
  /** `dead` after too many failures: nothing more is sent. */
  state: 'active' | 'dead';
  failures: number;
  lastError: string | null;
  nextAt: Date;
  /** A process works on it until then. */
  leaseUntil: Date;
}

const text = { type: String, required: true };
const date = { type: Date, required: true };
const number = { type: Number, required: true };

const schema = new mongoose.Schema<Subscription>({
  _id: text,
  organization: text,
  owner: text,
  query: text,
  dest: text,
  signatureToken: { type: String, default: null },
  schedule: { type: mongoose.Schema.Types.Mixed, default: null },
  reportIfEmpty: { type: Boolean, required: true },
  epcFormat: text,
  createdAt: date,
  initialRecordTime: date,
  lastNotifiedAt: { type: Date, default: null },
  position: number,
  state: { type: String, enum: ['active', 'dead'], required: true },
  failures: number,
  lastError: { type: String, default: null },
  nextAt: date,
  leaseUntil: date,
})
  .index({ query: 1, createdAt: 1 })
  .index({ state: 1, nextAt: 1 });

export const Subscriptions = mongoose.model('Subscription', schema);
