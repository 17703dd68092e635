/** The events of a recall: each names some of its lots, whole, and says why. */
import { type EventDraft } from '../epcis/vocabulary.js';
import { timeOfAct, wholeLots } from '../inspections/act.js';
import { type Lot } from '../lots/lot.model.js';
import { type Recall } from './recall.model.js';

export function recallEvent(
  { _id, reason, notice, startedAt }: Pick<Recall, '_id' | 'reason' | 'notice' | 'startedAt'>,
  lots: Pick<Lot, '_id' | 'firstEventTime'>[],
): EventDraft {
  return {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'holding',
    disposition: 'recalled',
    eventTime: timeOfAct(startedAt, lots),
    quantityList: wholeLots(lots.map((lot) => lot._id)),
    ...(reason && { 'nguon:note': reason }),
    'nguon:recall': _id,
    ...(notice && { 'nguon:notice': notice }),
  };
}
