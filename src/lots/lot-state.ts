/** What is known of a lot after its events. Quantities are whole thousandths of `uom`. */
import { type Uom } from '../epcis/quantity.js';
import { type LabelRun } from './label-life.js';

export interface LotState {
  uom: Uom;
  produced: number;
  onHand: { organization: string; quantity: number }[];
  inTransit: { shipment: string; from: string; to: string; quantity: number }[];
  /** What of `onHand` is packed in sets, and moves with its set alone. Absent until the lot is in the first. */
  inSets?: { set: string; organization: string; quantity: number }[];
  consumed: number;
  sold: number;
  destroyed: number;
  lost: number;
  /** Lots it was made from: one step back, and all the way back. */
  parents: string[];
  ancestors: string[];
  /** Organisations that ever held it or were sent it. */
  parties: string[];
  labels: LabelRun[];
  /** Event that holds it, null when free. */
  heldBy: string | null;
  recalledBy: string | null;
  expiresOn: string | null;
  firstEventTime: string;
  lastEventTime: string;
}

export function newLotState(uom: Uom, eventTime: string): LotState {
  return {
    uom,
    produced: 0,
    onHand: [],
    inTransit: [],
    consumed: 0,
    sold: 0,
    destroyed: 0,
    lost: 0,
    parents: [],
    ancestors: [],
    parties: [],
    labels: [],
    heldBy: null,
    recalledBy: null,
    expiresOn: null,
    firstEventTime: eventTime,
    lastEventTime: eventTime,
  };
}
