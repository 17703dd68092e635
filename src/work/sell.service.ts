/** Selling to whoever eats or uses it. */
import { z } from 'zod';
import { quantity } from '../epcis/quantity.js';
import { eventTime } from '../epcis/time.js';
import { requireRole, type By } from '../policy.js';
import { reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { corrects, namedLot, note } from './fields.js';
import { noted, placed, recordStep, takePart, together, type Recorded } from './step.js';

/** Where OCOP goods are sold. */
export const saleChannels = [
  'supermarket',
  'agent',
  'retail-shop',
  'ocop-point',
  'e-commerce',
  'online',
  'live',
  'export',
  'gift-set',
] as const;
export type SaleChannel = (typeof saleChannels)[number];

export const newSale = z.strictObject({
  lot: namedLot,
  quantity, // in the lot's unit
  at: reference,
  channel: z.enum(saleChannels, 'bad-choice').optional(),
  eventTime,
  note,
  corrects,
});

/**
 * @throws DomainError or Refusal `not-found`, `insufficient-quantity`, `lot-held`, `lot-recalled`, `lot-expired`,
 * `event-in-future`, `event-before-lot`
 */
export async function recordSale(input: z.output<typeof newSale>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [part, shop] = await together([takePart(by.actor, input), getLocation(input.at, by.actor, 'at')]);
  const draft = {
    type: 'ObjectEvent' as const,
    action: 'OBSERVE' as const,
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
    eventTime: input.eventTime,
    ...placed(shop),
    quantityList: [part.element],
    ...(input.channel && { 'nguon:channel': input.channel }),
    ...noted(input.note),
  };
  return recordStep(draft, by, { taken: [part], corrects: input.corrects });
}
