/** Receiving what was sent: all of it, a part of it, or less than was sent, with the reason. */
import { z } from 'zod';
import { quantityOrNone } from '../epcis/quantity.js';
import { eventTime } from '../epcis/time.js';
import { type EventDraft } from '../epcis/vocabulary.js';
import { checkAlways } from '../http/check-always.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { line, reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { corrects, namedLot, note } from './fields.js';
import { shipmentUri } from './ship.service.js';
import { noted, placed, recordStep, takePart, together, type Part, type Recorded } from './step.js';

export const newReceipt = z
  .strictObject({
    lot: namedLot,
    shipment: line(300), // its URI, or the last part of it
    quantity: quantityOrNone, // what arrived, in the lot's unit
    missing: quantityOrNone.optional(), // what will not arrive; neither: still on its way
    at: reference,
    eventTime,
    note,
    corrects,
  })
  .check(
    checkAlways(({ value, issues }) => {
      if (value.quantity === 0 && !value.missing) {
        issues.push({ code: 'custom', message: 'not-positive', path: ['quantity'], input: value.quantity });
      }
      if (value.missing && !value.note) {
        issues.push({ code: 'custom', message: 'required', path: ['note'], input: value.note });
      }
    }),
  );

/**
 * @throws DomainError or Refusal `not-found`, `not-sent`, `more-than-sent`, `too-many-decimals`, `event-in-future`,
 * `event-before-lot`
 */
export async function recordReceipt(input: z.output<typeof newReceipt>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [[arrived, missing], place] = await together([
    takeParts(by.actor, input),
    getLocation(input.at, by.actor, 'at'),
  ]);
  const draft: EventDraft = {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'receiving',
    disposition: 'in_progress',
    eventTime: input.eventTime,
    ...placed(place),
    quantityList: [arrived.element],
    bizTransactionList: [{ type: 'desadv', bizTransaction: shipmentUri(input.shipment) }],
    ...(missing && { 'nguon:missing': [missing.element] }),
    ...noted(input.note),
  };
  return recordStep(draft, by, { taken: [arrived], corrects: input.corrects });
}

async function takeParts(
  actor: Actor,
  { lot, quantity, missing }: { lot: string; quantity: number; missing?: number | undefined },
): Promise<[Part, Part | null]> {
  const arrived = await takePart(actor, { lot, quantity });
  if (!missing) return [arrived, null];
  return [arrived, await takePart(actor, { lot, quantity: missing }, { lot: 'lot', quantity: 'missing' })];
}
