import mongoose from 'mongoose';
import { type EpcisEvent } from '../epcis/vocabulary.js';

/** Follows the eventID in the `_id` of a declared error. */
export const declarationSuffix = '#error-declaration';

/**
 * An event as it was recorded, beside the fields it is found by. Never changed after it is written, but for new readers
 * among its terms.
 */
export interface StoredEvent {
  /** Its eventID; of a declared error followed by {@link declarationSuffix}. */
  _id: string;
  event: EpcisEvent;
  /** What the `@context` of its document said beside GS1's; null for an event of our own forms. */
  context: unknown[] | null;
  /** Instants, UTC. */
  eventTime: Date;
  recordTime: Date;
  bizStep: string | null;
  /** Paths of the lots of ours that it names. */
  lots: string[];
  /** The version that each of `lots` reached by this event: the order in which a lot's events are folded. */
  versions: number[];
  /** What it says and who may read it, as words to look up (epcis/facts.ts, event-terms.ts). */
  terms: string[];
  organization: string;
  /** User who recorded it. Stays here: it is no part of the event. */
  actor: string;
  /** Names the request that recorded it; unique, so that a repeated request records nothing twice. */
  request: string;
  /** SHA-256 of what was asked. */
  fingerprint: string | null;
  /** 32 bytes that open the event's commitment in the log. Read only where a query names it: it is shown to nobody. */
  nonce: Buffer;
}

const text = { type: String, required: true };

const schema = new mongoose.Schema<StoredEvent>({
  _id: text,
  event: { type: mongoose.Schema.Types.Mixed, required: true },
  context: { type: mongoose.Schema.Types.Mixed, default: null },
  eventTime: { type: Date, required: true },
  recordTime: { type: Date, required: true },
  bizStep: { type: String, default: null },
  lots: [String],
  versions: [Number],
  terms: [String],
  organization: text,
  actor: text,
  request: text,
  fingerprint: { type: String, default: null },
  nonce: { type: Buffer, required: true, select: false },
})
  .index({ lots: 1, eventTime: 1 })
  .index({ request: 1 }, { unique: true })
  .index({ organization: 1, eventTime: -1 })
  .index({ terms: 1, recordTime: 1 })
  .index({ terms: 1, eventTime: 1 })
  .index({ recordTime: 1, _id: 1 })
  .index({ eventTime: 1, _id: 1 });

schema.set('minimize', false); // an event is kept as it is, also where a part of it is empty

export const Events = mongoose.model('Event', schema);
