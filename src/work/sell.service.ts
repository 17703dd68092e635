/** Selling to whoever eats or uses it. */
import { z } from 'zod';
import { quantity } from '../epcis/quantity.js';
import { eventTime } from '../epcis/time.js';
import { DomainError, refuse } from '../errors.js';
import { labelRange, rangeOf } from '../labels/label-name.js';
import { faultsOfStep, type LabelRange } from '../lots/label-life.js';
import { Lots } from '../lots/lot.model.js';
import { mayReadLot } from '../lots/lot.service.js';
import { requireRole, type Actor, type By } from '../policy.js';
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
  labels: z.strictObject(labelRange).optional(), // as many as the packages; without a last one, so many from the first
  eventTime,
  note,
  corrects,
});

/**
 * @throws DomainError or Refusal `not-found`, `insufficient-quantity`, `lot-held`, `lot-recalled`, `lot-expired`,
 * `event-in-future`, `event-before-lot`; of its labels `label-count`, `label-not-issued`, `label-not-printed`,
 * `label-sold`, `label-void`, `label-ranges`
 */
export async function recordSale(input: z.output<typeof newSale>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [part, shop, labels] = await together([
    takePart(by.actor, input),
    getLocation(input.at, by.actor, 'at'),
    input.labels ? soldLabels(input, input.labels, by.actor) : Promise.resolve(null),
  ]);
  const draft = {
    type: 'ObjectEvent' as const,
    action: 'OBSERVE' as const,
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
    eventTime: input.eventTime,
    ...placed(shop),
    quantityList: [part.element],
    ...(labels && { 'nguon:labels': labels }),
    ...(input.channel && { 'nguon:channel': input.channel }),
    ...noted(input.note),
  };
  return recordStep(draft, by, { taken: [part], corrects: input.corrects });
}

/**
 * The labels of the packages sold; every fault of them beside their field. What the labels of a corrected sale have
 * been until then, only the fold without that sale can say.
 */
async function soldLabels(
  { lot: path, quantity, corrects: corrected }: Pick<z.output<typeof newSale>, 'lot' | 'quantity' | 'corrects'>,
  named: NonNullable<z.output<typeof newSale>['labels']>,
  actor: Actor,
): Promise<LabelRange | null> {
  const lot = await Lots.findById(path).lean();
  if (!lot || !mayReadLot(actor, lot)) return null; // told beside the lot
  const labels = rangeOf(lot, named, () => Math.ceil(quantity), 'labels.');
  const faults = corrected ? [] : faultsOfStep(lot.labels, { ...labels, step: 'sell', hasReason: false });
  if (labels.count !== quantity) faults.push(new DomainError('label-count', { labels: labels.count, quantity }));
  refuse(faults.map(({ code, params }) => new DomainError(code, params, 'labels.first')));
  return labels;
}
