/** Destroying what was spoilt, has expired or was recalled. */
import { z } from 'zod';
import { quantity } from '../epcis/quantity.js';
import { eventTime } from '../epcis/time.js';
import { requireRole, type By } from '../policy.js';
import { line, reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { corrects, namedLot } from './fields.js';
import { noted, placed, recordStep, takePart, together, type Recorded } from './step.js';

export const newDestruction = z.strictObject({
  lot: namedLot,
  quantity, // in the lot's unit
  at: reference,
  reason: line(500),
  eventTime,
  corrects,
});

/** @throws DomainError or Refusal `not-found`, `insufficient-quantity`, `lot-held`, `event-in-future`, `event-before-lot` */
export async function recordDestruction(input: z.output<typeof newDestruction>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [part, place] = await together([takePart(by.actor, input), getLocation(input.at, by.actor, 'at')]);
  const draft = {
    type: 'ObjectEvent' as const,
    action: 'DELETE' as const,
    bizStep: 'destroying',
    disposition: 'destroyed',
    eventTime: input.eventTime,
    ...placed(place),
    quantityList: [part.element],
    ...noted(input.reason),
  };
  return recordStep(draft, by, { taken: [part], corrects: input.corrects });
}
