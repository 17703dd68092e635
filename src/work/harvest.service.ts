/** A harvest: the first event of a lot. Forms, programs and the demo all enter here. */
import { z } from 'zod';
import { lotCode } from '../epcis/identifiers.js';
import { quantity } from '../epcis/quantity.js';
import { addDays, eventTime } from '../epcis/time.js';
import { requireRole, type By } from '../policy.js';
import { reference } from '../registry/fields.js';
import { getZone } from '../registry/location.service.js';
import { corrects, note } from './fields.js';
import { makePart, noted, placed, recordStep, together, type Recorded } from './step.js';

/** What a producer may send. Unknown keys are refused, so that a typing slip is never lost in silence. */
export const newHarvest = z.strictObject({
  product: reference,
  zone: reference,
  lot: lotCode,
  quantity, // in the product's unit
  eventTime, // local time with its offset: 2026-10-02T08:30:00+07:00
  note,
  corrects,
});

/**
 * Opens a lot with what was harvested in a zone.
 * @throws DomainError `not-found`, `zone-not-valid` (its growing-area code has lapsed), `lot-exists`, `event-in-future`
 */
export async function recordHarvest(input: z.output<typeof newHarvest>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const day = input.eventTime.slice(0, 10);
  const [part, zone] = await together([makePart(by.actor, input), getZone(input.zone, by.actor, day)]);
  const { shelfLifeDays } = part.product;
  const draft = {
    type: 'ObjectEvent' as const,
    action: 'ADD' as const,
    bizStep: 'commissioning',
    disposition: 'active',
    eventTime: input.eventTime,
    ...placed(zone),
    quantityList: [part.element],
    ilmd: {
      'cbvmda:lotNumber': input.lot,
      'cbvmda:harvestStartDate': day,
      ...(shelfLifeDays && { 'cbvmda:itemExpirationDate': addDays(day, shelfLifeDays) }),
      'nguon:growingAreaCode': zone.zone?.growingAreaCode,
    },
    ...noted(input.note),
  };
  return recordStep(draft, by, { made: [part], corrects: input.corrects });
}
