/** What a label's page tells of a lot: the read model between the ledger and the consumer. */
import { eventsOfLots, ledThere, placeOfEvent } from '../events/chain.js';
import { type StoredEvent } from '../events/event.model.js';
import { stepOf, type Step } from '../events/step.js';
import { packedDay } from '../labels/print.js';
import { signedPositions } from '../ledger/log.service.js';
import { type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Commune } from '../registry/commune.model.js';
import { communesOf } from '../registry/commune.service.js';
import { type Location } from '../registry/location.model.js';
import { locationsByUri } from '../registry/location.service.js';
import { type Organization } from '../registry/organization.model.js';
import { findOrganization, namesOfOrganizations } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { productsById } from '../registry/product.service.js';
import { mergeSteps, type JourneyStep } from './journey.js';

export interface Provenance {
  lot: Lot;
  product: Product;
  producer: Organization | null;
  packedOn: string;
  steps: JourneyStep[];
  /** Where the raw material grew. */
  zones: Location[];
  /** Communes of those that have an outline, see `keyOfPlace`. */
  communes: Map<string, Commune>;
  certificates: Certificate[];
  /** The events behind the steps, in the order in which they happened. */
  events: StoredEvent[];
  /** Places of those that are in the signed log. */
  positions: Map<string, number>;
  /** The lot and all that it was made of, and their products by identifier. */
  chain: Lot[];
  products: Map<string, Product>;
}

export async function provenanceOf(lot: Lot, product: Product): Promise<Provenance> {
  const [events, ancestors, producer, certificates] = await Promise.all([
    eventsOfLots([lot._id, ...lot.ancestors]),
    lotsByPath(lot.ancestors),
    findOrganization(lot.organization),
    certificatesForProduct(product),
  ]);
  const chain = new Map([lot, ...ancestors].map((each) => [each._id, each]));
  const shown = events.filter((stored) => belongsToJourney(stored, lot, chain));
  const [places, organizations, products, positions] = await Promise.all([
    locationsByUri(shown.flatMap(({ event }) => placeOfEvent(event) ?? [])),
    namesOfOrganizations(shown.map(({ organization }) => organization)),
    productsById([...chain.values()].map((each) => each.product)),
    signedPositions(shown.map(({ _id }) => _id)),
  ]);
  const steps = shown.flatMap(({ _id, event, organization, lots }) => {
    const step = stepOf(event);
    const subject = chain.get(lots.findLast((path) => chain.has(path)) ?? '');
    if (!step) return [];
    return {
      step,
      eventTime: event.eventTime,
      offset: event.eventTimeZoneOffset,
      until: null,
      location: places.get(placeOfEvent(event) ?? '') ?? null,
      organization: organizations.get(organization) ?? '',
      positions: [positions.get(_id) ?? null],
      product: products.get(subject?.product ?? '')?.names ?? null,
      disposition: step === 'inspecting' ? (event.disposition ?? null) : null,
    };
  });
  const packedOn = packedDay(lot, events.find(({ lots }) => lots.includes(lot._id))?.event);
  const zones = [...places.values()].filter(({ kind }) => kind === 'zone');
  const communes = await communesOf(zones);
  const facts = { lot, product, producer, packedOn, certificates, zones, communes, steps: mergeSteps(steps) };
  return { ...facts, events: shown, positions, chain: [...chain.values()], products };
}

const labelSteps: Step[] = ['encoding', 'printing', 'applying', 'voiding'];
const hidden: (Step | null)[] = [...labelSteps, 'enclosing', 'unpacking', 'destroying', null];

/**
 * Everything that happened to the lot; of what went into it only what led here, for other customers and other uses of
 * the raw material are nobody's business.
 */
function belongsToJourney(
  { event, lots, organization }: StoredEvent,
  lot: Lot,
  chain: Map<string, { organization: string }>,
): boolean {
  const step = stepOf(event);
  if (hidden.includes(step)) return false;
  if (lots.includes(lot._id)) return true;
  return ledThere({ event, organization }, chain);
}
