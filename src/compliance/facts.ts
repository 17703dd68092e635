/**
 * What the rules look at: a lot, all that it was made of, and the records of the registry behind both. Plain data,
 * whole for the rules; `readable` says what of it the reader may be told.
 */
import { type Step } from '../events/step.js';
import { type Lot } from '../lots/lot.model.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Location } from '../registry/location.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';

export interface LotFacts {
  /** The day on which is looked, `2026-11-24`. */
  today: string;
  /** In which identifiers without a GS1 key live. */
  namespace: string;
  /** The lot that is looked at: one of `lots`. */
  lot: Lot;
  /** By path: the lot with its ancestors, or with its descendants. */
  lots: Map<string, Lot>;
  /** By identifier. */
  products: Map<string, Product>;
  organizations: Map<string, Organization>;
  /** By the URI that events name them by. */
  places: Map<string, Location>;
  /** Those that the product of the lot can show. */
  certificates: Certificate[];
  /** In the order in which they happened. */
  stages: Stage[];
  /** Identifiers of records, paths of lots and eventIDs that the reader may read. */
  readable: ReadonlySet<string>;
  /** Organisations whose names the reader knows: those that took part in a lot that may be read. */
  acquainted: ReadonlySet<string>;
}

/** So much of a lot, by its path, in the unit that the event names. */
export interface Amount {
  lot: string;
  quantity?: number | undefined;
  uom?: string | undefined;
}

/** A step of the chain, out of its event. */
export interface Stage {
  eventID: string;
  step: Step;
  /** As recorded, and the offset of the place. */
  eventTime: string;
  offset: string;
  /** The day at the place. */
  day: string;
  /** Who did it. */
  organization: string;
  /** URI of the place as the event names it. */
  place: string | null;
  /** Lots that were used up, made, or moved as they are. */
  taken: Amount[];
  made: Amount[];
  moved: Amount[];
  /** Of a shipment: the organisation and the place that it is for. */
  recipient: string | null;
  destination: string | null;
  /** Despatch advice that a shipment and its receipt share. */
  shipment: string | null;
  /** Paper that came with it, as its sender numbers it. */
  document: string | null;
}

export const directions = ['back', 'forward'] as const;
/** Towards what the lot was made of, or towards what became of it. */
export type Direction = (typeof directions)[number];

/** True for what was harvested or first made: nothing that is recorded went into it. */
export function isRaw(lot: Pick<Lot, 'parents'> | undefined): boolean {
  return lot?.parents.length === 0;
}

export function productOf(facts: LotFacts, path: string): Product | undefined {
  return facts.products.get(facts.lots.get(path)?.product ?? '');
}

/** The step in which a lot came to be. */
export function makingOf(facts: LotFacts, path: string): Stage | undefined {
  return facts.stages.find(({ made }) => made.some(({ lot }) => lot === path));
}
