/** Shipping: goods leave for another organisation, or for another place of the own one, and are on their way until received. */
import { z } from 'zod';
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { quantity } from '../epcis/quantity.js';
import { eventTime } from '../epcis/time.js';
import { type EventDraft } from '../epcis/vocabulary.js';
import { requestReference } from '../events/capture.js';
import { Events } from '../events/event.model.js';
import { organizationUri, shipmentOf } from '../lots/effects.js';
import { requireRole, type By } from '../policy.js';
import { line, reference } from '../registry/fields.js';
import { Locations, type Location } from '../registry/location.model.js';
import { getLocation } from '../registry/location.service.js';
import { Organizations } from '../registry/organization.model.js';
import { corrects, namedLot, note } from './fields.js';
import { noted, recordStep, takePart, together, type Recorded } from './step.js';

/** What is asked of every shipment, whatever is in it. */
export const shippingFields = {
  from: reference, // an own location
  to: reference, // the organisation that will receive it
  toLocation: reference.optional(), // a location of theirs
  eventTime,
  reference: line(60).optional(), // number of the delivery note
  note,
};
type Shipping = z.output<z.ZodObject<typeof shippingFields>>;

export const newShipment = z.strictObject({
  lot: namedLot,
  quantity, // in the lot's unit
  ...shippingFields,
  corrects,
});

export interface Shipped extends Recorded {
  /** URI of the shipment: a receiver refers to it. */
  shipment: string;
}

/**
 * @throws DomainError or Refusal `not-found`, `insufficient-quantity`, `lot-held`, `lot-recalled`, `lot-expired`,
 * `event-in-future`, `event-before-lot`
 */
export async function recordShipment(input: z.output<typeof newShipment>, by: By): Promise<Shipped> {
  requireRole(by.actor, 'producer');
  const [part, { draft, shipment }] = await together([takePart(by.actor, input), prepareShipment(input, by)]);
  const event = { ...draft, quantityList: [part.element] };
  return { ...(await recordStep(event, by, { taken: [part], corrects: input.corrects })), shipment };
}

/**
 * A shipment of whatever: the caller adds the goods to the event.
 * @throws DomainError or Refusal `not-found`
 */
export async function prepareShipment(
  input: Shipping & { corrects?: string | undefined },
  by: By,
): Promise<{ draft: EventDraft; shipment: string }> {
  const [from, , destination] = await together([
    getLocation(input.from, by.actor, 'from'),
    checkRecipient(input.to),
    findDestination(input.toLocation, input.to),
  ]);
  const shipment = (await shipmentCorrected(input.corrects)) || shipmentUri(requestReference(by));
  const draft: EventDraft = {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    eventTime: input.eventTime,
    readPoint: { id: from.uri }, // no bizLocation: until it is received it is nowhere
    sourceList: [
      { type: 'possessing_party', source: organizationUri(by.actor.organization, namespace()) },
      { type: 'location', source: from.uri },
    ],
    destinationList: [
      { type: 'possessing_party', destination: organizationUri(input.to, namespace()) },
      ...(destination ? [{ type: 'location' as const, destination: destination.uri }] : []),
    ],
    bizTransactionList: [
      { type: 'desadv', bizTransaction: shipment },
      ...(input.reference ? [{ bizTransaction: documentUri(by.actor.organization, input.reference) }] : []),
    ],
    ...noted(input.note),
  };
  return { draft, shipment };
}

/** A corrected shipment stays the one that its receiver knows. */
async function shipmentCorrected(corrects: string | undefined): Promise<string> {
  const corrected = corrects === undefined ? null : await Events.findById(corrects).lean();
  return corrected ? shipmentOf(corrected.event) : '';
}

/** URI of a shipment, named by the last part of it or by the whole. */
export function shipmentUri(name: string): string {
  const prefix = `${namespace()}/shipments/`;
  return name.startsWith(prefix) ? name : prefix + name;
}

/** A sender's own document number as the URI that EPCIS asks for. */
function documentUri(organization: string, number: string): string {
  return `${organizationUri(organization, namespace())}/documents/${encodeURIComponent(number)}`;
}

async function checkRecipient(id: string): Promise<void> {
  if (!(await Organizations.exists({ _id: id }))) throw new DomainError('not-found', {}, 'to');
}

async function findDestination(id: string | undefined, organization: string): Promise<Location | null> {
  if (!id) return null;
  const location = await Locations.findOne({ _id: id, organization }).lean();
  if (!location) throw new DomainError('not-found', {}, 'toLocation');
  return location;
}
