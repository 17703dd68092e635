/** A harvest: the first event of a lot. Forms, programs and the demo all enter here. */
import { z } from 'zod';
import { namespace } from '../db.js';
import { lotCode, lotPath, uriOfPath } from '../epcis/identifiers.js';
import { quantity, toThousandths } from '../epcis/quantity.js';
import { addDays, eventTime } from '../epcis/time.js';
import { capture, type Captured } from '../events/capture.js';
import { quantityElement } from '../lots/effects.js';
import { requireRole, type By } from '../policy.js';
import { reference } from '../registry/fields.js';
import { getZone } from '../registry/location.service.js';
import { getProduct } from '../registry/product.service.js';
import { note } from './fields.js';

/** What a producer may send. Unknown keys are refused, so that a typing slip is never lost in silence. */
export const newHarvest = z.strictObject({
  product: reference,
  zone: reference,
  lot: lotCode,
  quantity, // in the product's unit
  eventTime, // local time with its offset: 2026-10-02T08:30:00+07:00
  note,
});

/**
 * Opens a lot with what was harvested in a zone.
 * @throws DomainError `not-found`, `zone-not-valid` (its growing-area code has lapsed), `lot-exists`, `event-in-future`
 */
export async function recordHarvest(input: z.output<typeof newHarvest>, by: By): Promise<Captured> {
  requireRole(by.actor, 'producer');
  const day = input.eventTime.slice(0, 10);
  const [product, zone] = await Promise.all([
    getProduct(input.product, by.actor, 'product'),
    getZone(input.zone, by.actor, day),
  ]);
  const amount = { quantity: toThousandths(input.quantity, product.uom, 'quantity'), uom: product.uom };
  const expiry = product.shelfLifeDays ? { itemExpirationDate: addDays(day, product.shelfLifeDays) } : {};
  return capture(
    {
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'commissioning',
      disposition: 'active',
      eventTime: input.eventTime,
      readPoint: { id: zone.uri },
      bizLocation: { id: zone.uri },
      quantityList: [quantityElement(uriOfPath(lotPath(product.key, input.lot), namespace()), amount)],
      ilmd: {
        lotNumber: input.lot,
        harvestStartDate: day,
        ...expiry,
        'nguon:growingAreaCode': zone.zone?.growingAreaCode,
      },
      ...(input.note && { 'nguon:note': input.note }),
    },
    by,
  );
}
