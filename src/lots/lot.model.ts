import mongoose from 'mongoose';
import { AnnouncedRecalls, type AnnouncedRecall } from './announced.model.js';
import { type LotState } from './lot-state.js';

/** A lot: the fold of its events, kept beside them and written by `capture` alone. */
export interface Lot extends LotState {
  /** Its path: `01/09521234000013/10/L1`. */
  _id: string;
  code: string;
  product: string;
  /** The organisation that made it. */
  organization: string;
  /** Counts its changes; a writer that read an older one starts again. */
  version: number;
}

const number = { type: Number, required: true };
const text = { type: String, required: true };

const segment = { _id: false, from: number, count: number, state: text, prints: number, voidedBy: String };
const life = { type: [segment], default: undefined }; // absent before the first step of a label

const schema = new mongoose.Schema<Lot>({
  _id: text,
  code: text,
  product: text,
  organization: text,
  uom: text,
  produced: number,
  onHand: [{ _id: false, organization: text, quantity: number }],
  inTransit: [{ _id: false, shipment: text, from: text, to: text, quantity: number }],
  inSets: { type: [{ _id: false, set: text, organization: text, quantity: number }], default: undefined },
  consumed: number,
  sold: number,
  destroyed: number,
  lost: number,
  parents: [String],
  ancestors: [String],
  parties: [String],
  labels: [
    { _id: false, from: number, count: number, key: text, eventID: text, blank: Number, scratch: Boolean, life },
  ],
  heldBy: { type: String, default: null },
  recalledBy: { type: String, default: null },
  expiresOn: { type: String, default: null },
  firstEventTime: text,
  lastEventTime: text,
  version: number,
})
  .index({ ancestors: 1 })
  .index({ parties: 1, lastEventTime: -1 })
  .index({ product: 1, lastEventTime: -1 })
  .index({ lastEventTime: -1 })
  .index({ code: 1 })
  .index({ parents: 1 })
  .index({ 'inTransit.to': 1 });

/**
 * Lots that a recall concerns which is not yet written into them are read as recalled, within a transaction too. Whoever
 * reads thousands in slices asks once instead: with the option `asWritten`, and {@link announcedRecalls}.
 */
schema.post(['find', 'findOne'], async function (this: mongoose.Query<unknown, Lot>, found: unknown) {
  const { session, asWritten } = this.getOptions() as { session?: mongoose.ClientSession; asWritten?: true };
  const lots = [found].flat().filter(mayBeRecalled);
  if (asWritten || lots.length === 0) return;
  for (const { roots, eventID } of await announcedRecalls(session)) {
    const concerned = new Set(roots);
    for (const lot of lots)
      if ([lot._id, ...lot.ancestors].some((path) => concerned.has(path))) lot.recalledBy ??= eventID;
  }
});

/** Recalls that hold and are not yet written into each of their lots. */
export function announcedRecalls(session?: mongoose.ClientSession): Promise<AnnouncedRecall[]> {
  return AnnouncedRecalls.find({}, null, { session }).lean();
}

/** Read as a whole, and not recalled. */
function mayBeRecalled(found: unknown): found is Lot {
  const { recalledBy, ancestors } = (found ?? {}) as Partial<Lot>;
  return recalledBy === null && ancestors !== undefined;
}

export const Lots = mongoose.model('Lot', schema);
