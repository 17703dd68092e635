/** Reads from the store what the rules and the export tables look at. */
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { eventsOfLots, ledThere } from '../events/chain.js';
import { type StoredEvent } from '../events/event.model.js';
import { readerTerm } from '../events/event-terms.js';
import { type Lot } from '../lots/lot.model.js';
import { today } from '../lots/lot-table.js';
import { mayReadLot } from '../lots/lot.service.js';
import { descendantsOf, lotsByPath } from '../lots/trace.js';
import { mayRead, type Actor } from '../policy.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { locationsByUri } from '../registry/location.service.js';
import { organizationsById } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { type Amount, type Direction, type LotFacts, type Stage } from './facts.js';
import { stageOf } from './stages.js';

interface Reader {
  actor: Actor;
  now: Date;
}

/** A lot with its ancestors or descendants, and the events of both that count. */
export interface Chain {
  lot: Lot;
  /** The lot first. */
  lots: Lot[];
  /** In the order in which they happened. */
  events: StoredEvent[];
}

/** Most lots of a chain that is read at once. */
const mostLots = 5_000;

/**
 * Back: of the ancestors only the events that led to the lot. Forward: all of the descendants.
 * @throws DomainError `query-too-large`
 */
export async function chainOf(lot: Lot, direction: Direction): Promise<Chain> {
  const others = direction === 'back' ? await lotsByPath(lot.ancestors) : await descendantsOf(lot._id);
  if (others.length >= mostLots) throw new DomainError('query-too-large', { max: mostLots });
  const lots = [lot, ...others];
  const found = await eventsOfLots(lots.map(({ _id }) => _id));
  if (direction === 'forward') return { lot, lots, events: found };
  const chain = new Map(lots.map((each) => [each._id, each]));
  return { lot, lots, events: found.filter((stored) => stored.lots.includes(lot._id) || ledThere(stored, chain)) };
}

/** Everything that the rules look at, and what of it the reader may be told. */
export async function factsOfLot(lot: Lot, reader: Reader, direction: Direction = 'back'): Promise<LotFacts> {
  return factsOfChain(await chainOf(lot, direction), reader);
}

export async function factsOfChain({ lot, lots, events }: Chain, { actor, now }: Reader): Promise<LotFacts> {
  const all = events.flatMap((stored) => stageOf(stored, namespace()) ?? []);
  const known = await withInputs(lots, all);
  const stages = all.map((stage) => within(stage, known));
  const products = await productsById([...known.values()].map((each) => each.product));
  const product = products.get(lot.product);
  const [places, organizations, certificates] = await Promise.all([
    locationsByUri(stages.flatMap(({ place, destination }) => [place, destination].filter((uri) => uri !== null))),
    organizationsById([...[...known.values()].map((each) => each.organization), ...stages.flatMap(partiesOf)]),
    product ? certificatesForProduct(product) : [],
  ]);
  const records = [...products.values(), ...organizations.values(), ...places.values(), ...certificates];
  const readable = [
    ...records.filter((record) => mayRead(actor, record)).map(({ _id }) => _id),
    ...[...known.values()].filter((each) => mayReadLot(actor, each)).map(({ _id }) => _id),
    ...events.filter((stored) => mayReadEvent(actor, stored)).map(({ _id }) => _id),
  ];
  const acquainted = [...known.values()].flatMap((each) => (mayReadLot(actor, each) ? each.parties : []));
  return {
    ...{ today: today(now), namespace: namespace(), lot, lots: known, products, organizations },
    ...{ places, certificates, stages, readable: new Set(readable), acquainted: new Set(acquainted) },
  };
}

/** By path the lots of a chain, and those that went into them together with lots of the chain. */
async function withInputs(lots: Lot[], stages: Stage[]): Promise<Map<string, Lot>> {
  const known = new Map(lots.map((lot) => [lot._id, lot]));
  const makings = stages.filter(({ made }) => made.some(({ lot }) => known.has(lot)));
  const others = makings.flatMap(({ taken }) => taken.map(({ lot }) => lot)).filter((path) => !known.has(path));
  for (const lot of await lotsByPath([...new Set(others)])) known.set(lot._id, lot);
  return known;
}

/** Without other lots: what a customer made of the goods is none of this chain. */
function within(stage: Stage, known: ReadonlyMap<string, Lot>): Stage {
  const only = (amounts: Amount[]) => amounts.filter(({ lot }) => known.has(lot));
  return { ...stage, taken: only(stage.taken), made: only(stage.made), moved: only(stage.moved) };
}

function partiesOf({ organization, recipient }: Stage): string[] {
  return recipient ? [organization, recipient] : [organization];
}

/** As the EPCIS queries have it. */
export function mayReadEvent(actor: Actor, { terms }: Pick<StoredEvent, 'terms'>): boolean {
  return actor.role !== 'producer' || terms.includes(readerTerm(actor.organization));
}
