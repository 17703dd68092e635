/**
 * What is done with a whole set: it is taken apart, sold, shipped and received. To its lots each is what the ordinary
 * step is, for just what is in the set; a fault of a lot keeps the whole set where it is. Whether the actor has the set,
 * and whether it is still closed, is seen by `capture`, so that a repeated request is known for what it is.
 */
import { z } from 'zod';
import { namespace } from '../db.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { eventTime } from '../epcis/time.js';
import { type EventDraft } from '../epcis/vocabulary.js';
import { type PackedSet } from '../lots/set.model.js';
import { requireRole, type By } from '../policy.js';
import { reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { note } from '../work/fields.js';
import { saleChannels } from '../work/sell.service.js';
import { prepareShipment, shippingFields } from '../work/ship.service.js';
import { noted, placed, recordStep } from '../work/step.js';
import { aboutSet, elementsOf } from './set.service.js';
import { type SetRecorded } from './pack.service.js';

export const newUnpacking = z.strictObject({ at: reference, eventTime, note });
export const newSetReceipt = newUnpacking;
export const newSetSale = z.strictObject({
  at: reference,
  channel: z.enum(saleChannels, 'bad-choice').optional(),
  eventTime,
  note,
});
export const newSetShipment = z.strictObject(shippingFields);

/**
 * The parts are loose again, whatever became of their lots meanwhile.
 * @throws DomainError `not-found`, `wrong-state`, `event-in-future`, `event-before-lot`
 */
export async function unpackSet(set: PackedSet, input: z.output<typeof newUnpacking>, by: By): Promise<SetRecorded> {
  requireRole(by.actor, 'producer');
  const place = await getLocation(input.at, by.actor, 'at');
  const draft: EventDraft = {
    type: 'AggregationEvent',
    action: 'DELETE',
    bizStep: 'unpacking',
    eventTime: input.eventTime,
    ...placed(place),
    parentID: uriOfPath(set._id, namespace()),
    childQuantityList: elementsOf(set),
    'nguon:set': { path: set._id },
    ...noted(input.note),
  };
  return record(set, draft, by);
}

/**
 * @throws DomainError or Refusal `not-found`, `wrong-state`, `lot-held`, `lot-recalled`, `lot-expired`,
 * `event-in-future`, `event-before-lot`
 */
export async function sellSet(set: PackedSet, input: z.output<typeof newSetSale>, by: By): Promise<SetRecorded> {
  requireRole(by.actor, 'producer');
  const shop = await getLocation(input.at, by.actor, 'at');
  const draft: EventDraft = {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
    eventTime: input.eventTime,
    ...placed(shop),
    ...aboutSet(set),
    ...(input.channel && { 'nguon:channel': input.channel }),
    ...noted(input.note),
  };
  return record(set, draft, by);
}

/** @throws as {@link sellSet} */
export async function shipSet(
  set: PackedSet,
  input: z.output<typeof newSetShipment>,
  by: By,
): Promise<SetRecorded & { shipment: string }> {
  requireRole(by.actor, 'producer');
  const { draft, shipment } = await prepareShipment(input, by);
  return { ...(await record(set, { ...draft, ...aboutSet(set) }, by)), shipment };
}

/**
 * The whole set arrives, still closed. What is in it can instead be received lot by lot, as after a loss.
 * @throws DomainError `not-found`, `wrong-state`, `not-sent`, `more-than-sent`, `event-in-future`, `event-before-lot`
 */
export async function receiveSet(set: PackedSet, input: z.output<typeof newSetReceipt>, by: By): Promise<SetRecorded> {
  requireRole(by.actor, 'producer');
  const place = await getLocation(input.at, by.actor, 'at');
  const draft: EventDraft = {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'receiving',
    disposition: 'in_progress',
    eventTime: input.eventTime,
    ...placed(place),
    ...aboutSet(set),
    bizTransactionList: [{ type: 'desadv', bizTransaction: set.shipment ?? '' }],
    ...noted(input.note),
  };
  return record(set, draft, by);
}

async function record(set: PackedSet, draft: EventDraft, by: By): Promise<SetRecorded> {
  const { eventID, lots } = await recordStep(draft, by, {});
  return { eventID, lots, set: set._id };
}
