/** What a label's page tells of a lot: the read model between the ledger and the consumer. No personal data leaves it. */
import { trusted } from '../db.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { stepOf, type Step } from '../events/step.js';
import { packedDay } from '../labels/label.service.js';
import { type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Location } from '../registry/location.model.js';
import { locationsByUri } from '../registry/location.service.js';
import { type Organization } from '../registry/organization.model.js';
import { findOrganization, namesOfOrganizations } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { productsById } from '../registry/product.service.js';

export interface JourneyStep {
  step: Step;
  /** As recorded, with its offset. */
  eventTime: string;
  offset: string;
  location: Location | null;
  organization: string;
  /** What the step was about: the raw material of a harvest, the product of a packing. */
  product: string | null;
  /** Only of an inspection. */
  disposition: string | null;
}

export interface Provenance {
  lot: Lot;
  producer: Organization | null;
  packedOn: string;
  steps: JourneyStep[];
  /** Where the raw material grew. */
  zones: Location[];
  certificates: Certificate[];
}

/** Steps of the lot itself that its page shows, and those of the lots that went into it. */
const shownOfLot: Step[] = [
  'commissioning',
  'transforming',
  'packing',
  'shipping',
  'receiving',
  'inspecting',
  'holding',
  'releasing',
  'recalling',
];
const shownOfAncestors: Step[] = ['commissioning', 'transforming', 'packing', 'shipping', 'receiving', 'inspecting'];

export async function provenanceOf(lot: Lot, product: Product): Promise<Provenance> {
  const [events, producer, packedOn, certificates] = await Promise.all([
    eventsOfLots([lot._id, ...lot.ancestors]),
    findOrganization(lot.organization),
    packedDay(lot),
    certificatesForProduct(product),
  ]);
  const shown = events.flatMap((stored) => {
    const step = stepOf(stored.event);
    const list = stored.lots.includes(lot._id) ? shownOfLot : shownOfAncestors;
    return step && list.includes(step) ? { ...stored, step } : [];
  });
  const places = await locationsByUri(shown.flatMap(({ event }) => placeOf(event) ?? []));
  const names = await namesOfOrganizations(shown.map(({ organization }) => organization));
  const products = await productNames(shown.flatMap(({ lots }) => lots));
  return {
    lot,
    producer,
    packedOn,
    certificates,
    zones: [...places.values()].filter((place) => place.kind === 'zone'),
    steps: shown.map(({ event, step, organization, lots }) => ({
      step,
      eventTime: event.eventTime,
      offset: event.eventTimeZoneOffset,
      location: places.get(placeOf(event) ?? '') ?? null,
      organization: names.get(organization) ?? '',
      product: products.get(lots.at(-1) ?? '') ?? null,
      disposition: step === 'inspecting' ? (event.disposition ?? null) : null,
    })),
  };
}

/** In the order in which they happened. */
async function eventsOfLots(lots: string[]) {
  const found = new Map<string, Awaited<ReturnType<typeof slice>>[number]>();
  const slice = (some: string[]) => Events.find({ lots: trusted({ $in: some }) }).lean();
  for (let start = 0; start < lots.length; start += 100) {
    for (const stored of await slice(lots.slice(start, start + 100))) found.set(stored._id, stored);
  }
  return [...found.values()].sort((one, other) => one.eventTime.getTime() - other.eventTime.getTime());
}

function placeOf(event: EpcisEvent): string | undefined {
  return event.readPoint?.id ?? event.bizLocation?.id;
}

/** Vietnamese names of the products of lots, by lot. */
async function productNames(paths: string[]): Promise<Map<string, string>> {
  const lots = await lotsByPath([...new Set(paths)]);
  const products = await productsById(lots.map(({ product }) => product));
  return new Map(lots.map(({ _id, product }) => [_id, products.get(product)?.names.vi ?? '']));
}
