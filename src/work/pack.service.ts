/** Packing: a bulk lot becomes packages, counted in pieces, each with the product's net content. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { lotCode } from '../epcis/identifiers.js';
import { quantity } from '../epcis/quantity.js';
import { addDays, day, eventTime } from '../epcis/time.js';
import { checkAlways } from '../http/check-always.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { inOrder, reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { corrects, note, takenPart } from './fields.js';
import { makePart, noted, placed, recordStep, takePart, together, type NewPart, type Recorded } from './step.js';

export const newPacking = z
  .strictObject({
    input: takenPart,
    product: reference,
    lot: lotCode,
    units: quantity, // packages
    facility: reference,
    eventTime,
    packedOn: day.optional(), // the day of the event
    expiresOn: day.optional(), // as long after packing as the product keeps
    note,
    corrects,
  })
  .check(
    checkAlways(({ value: { packedOn, expiresOn, eventTime: time }, issues }) => {
      const today = typeof time === 'string' ? time.slice(0, 10) : undefined;
      if (today && typeof packedOn === 'string' && packedOn > today) {
        issues.push({ code: 'custom', message: 'after-event', path: ['packedOn'], input: packedOn });
      }
      inOrder(packedOn ?? today, expiresOn, ['expiresOn'], issues);
    }),
  );

/**
 * @throws DomainError or Refusal `not-found`, `no-net-content`, `packed-too-much`, `lot-exists`, `insufficient-quantity`,
 * `yield-out-of-range`, `lot-held`, `lot-recalled`, `lot-expired`, `event-in-future`, `event-before-lot`
 */
export async function recordPacking(input: z.output<typeof newPacking>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [facility, bulk, packages] = await together([
    getLocation(input.facility, by.actor, 'facility'),
    takePart(by.actor, input.input, { lot: 'input.lot', quantity: 'input.quantity' }),
    makePackages(by.actor, input),
  ]);
  const packedOn = input.packedOn ?? input.eventTime.slice(0, 10);
  const { shelfLifeDays } = packages.product;
  const expiresOn = input.expiresOn ?? (shelfLifeDays ? addDays(packedOn, shelfLifeDays) : undefined);
  const draft = {
    type: 'TransformationEvent' as const,
    bizStep: 'packing',
    disposition: 'active',
    eventTime: input.eventTime,
    ...placed(facility),
    inputQuantityList: [bulk.element],
    outputQuantityList: [packages.element],
    ilmd: {
      'cbvmda:lotNumber': input.lot,
      'nguon:packagingDate': packedOn,
      ...(expiresOn && { 'cbvmda:itemExpirationDate': expiresOn }),
    },
    ...noted(input.note),
  };
  return recordStep(draft, by, { taken: [bulk], made: [packages], corrects: input.corrects });
}

async function makePackages(
  actor: Actor,
  { product, lot, units }: { product: string; lot: string; units: number },
): Promise<NewPart> {
  const fields = { product: 'product', lot: 'lot', quantity: 'units' };
  const packages = await makePart(actor, { product, lot, quantity: units }, fields);
  if (packages.product.uom !== 'H87' || !packages.product.netContent) {
    throw new DomainError('no-net-content', { product: packages.product.names.vi }, 'product');
  }
  return packages;
}
