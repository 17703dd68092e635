/** The book of a lot, of a product, of an organisation, of a period: read from the events that stand. */
import { z } from 'zod';
import { config } from '../config.js';
import { idsAtOnce, inSlices, namespace, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { addDays, day } from '../epcis/time.js';
import { Events, type StoredEvent } from '../events/event.model.js';
import { standing } from '../events/standing.js';
import { checkAlways } from '../http/check-always.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { inOrder, reference } from '../registry/fields.js';
import { Products, type Product } from '../registry/product.model.js';
import { keepBook, type Account, type Period, type Scope } from './book.js';
import { differencesOf, type Difference } from './differences.js';
import { entriesOf, productKeyOf, type Entry } from './entries.js';
import { sumBySteps, type StepSum } from './steps.js';
import { ratiosOf, yieldsOf, type Yield } from './yields.js';

/** Whose book, of what, from which day to which. */
export const bookQuery = z
  .strictObject({
    organization: reference.optional(),
    product: reference.optional(),
    from: day.optional(),
    to: day.optional(),
  })
  .check(checkAlways(({ value, issues }) => inOrder(value.from, value.to, ['to'], issues)));
export type BookQuery = z.output<typeof bookQuery>;

export interface Book {
  accounts: Account[];
  steps: StepSum[];
  yields: Yield[];
  differences: Difference[];
  lots: Lot[];
  /** By their keys. */
  products: Map<string, Product>;
}

/** Events that one book is made of; of more, a shorter period is asked for. */
export const mostEvents = 20_000;

/**
 * The book of an organisation, of a product, or of both, in a period. A producer has its own alone.
 * @throws DomainError `too-many-events`
 */
export async function bookOf(query: BookQuery, reader: { actor: Actor; now: Date }): Promise<Book> {
  const organization = reader.actor.role === 'producer' ? reader.actor.organization : query.organization;
  const period = periodOf(query);
  const { product } = query;
  const whose = { ...(organization && { parties: organization }), ...(product && { product }) };
  const known = organization || product ? await Lots.find(whose).lean() : null;
  const recorded = organization ? { organization } : {};
  const events =
    known && product
      ? await eventsOfLots(known, recorded, period)
      : await readEvents({ ...recorded, eventTime: timesOf(period) });
  const lots = known ?? (await lotsOfEvents(events));
  const paths = product ? new Set(lots.map(({ _id }) => _id)) : undefined;
  const scope = { organization, concerns: paths && ((lot: string) => paths.has(lot)) };
  return close({ events, lots, period, scope }, reader.now);
}

/** The book of one lot that the actor may read; of a producer's organisation in it, when a producer asks. */
export async function bookOfLot(lot: Lot, { actor, now }: { actor: Actor; now: Date }): Promise<Book> {
  const organization = actor.role === 'producer' ? actor.organization : undefined;
  const events = await readEvents({ lots: lot._id, ...(organization && { organization }) });
  const concerns = (path: string) => path === lot._id;
  return close({ events, lots: [lot], period: {}, scope: { organization, concerns } }, now);
}

async function close(
  read: { events: StoredEvent[]; lots: Lot[]; period: Period; scope: Scope },
  now: Date,
): Promise<Book> {
  const { lots, period, scope } = read;
  const all = entriesOf(standing(read.events), namespace());
  const entries = all.filter(({ time }) => (!period.from || time >= period.from) && (!period.to || time < period.to));
  const products = await productsOf([...lots.map(({ _id }) => _id), ...lotsIn(all)]);
  const habit = await habitOf(entries, products);
  const made = yieldsOf(entries, products, habit);
  const yields = made.filter(({ lot }) => scope.concerns?.(lot) ?? true);
  const accounts = keepBook(all, lots, period, scope);
  const own = scope.organization ? lots.filter((lot) => lot.organization === scope.organization) : lots;
  const differences = differencesOf({ accounts, entries, lots: own, yields, now });
  return { accounts, steps: sumBySteps(entries, products), yields, differences, lots, products };
}

function periodOf({ from, to }: BookQuery): Period {
  const start = (date: string) => new Date(`${date}T00:00:00${config.utcOffset}`);
  return { from: from ? start(from) : undefined, to: to ? start(addDays(to, 1)) : undefined };
}

/** Until now also where the period ended before: what happened since leads from the stock of today to that of then. */
function timesOf({ from }: Period) {
  return trusted({ $gte: from ?? new Date(0), $lt: new Date('9999-12-31') });
}

const wanted = { event: 1, eventTime: 1, recordTime: 1, organization: 1, lots: 1, context: 1 } as const;

async function readEvents(filter: object): Promise<StoredEvent[]> {
  const found = await Events.find(filter, wanted)
    .limit(mostEvents + 1)
    .lean<StoredEvent[]>();
  if (found.length > mostEvents) throw new DomainError('too-many-events', { most: mostEvents });
  return found.sort((one, other) => +one.eventTime - +other.eventTime || +one.recordTime - +other.recordTime);
}

async function eventsOfLots(lots: Lot[], recorded: object, period: Period): Promise<StoredEvent[]> {
  const found = new Map<string, StoredEvent>();
  for (let start = 0; start < lots.length; start += idsAtOnce) {
    const paths = lots.slice(start, start + idsAtOnce).map(({ _id }) => _id);
    const filter = { lots: trusted({ $in: paths }), ...recorded, eventTime: timesOf(period) };
    for (const event of await readEvents(filter)) found.set(event._id, event);
    if (found.size > mostEvents) throw new DomainError('too-many-events', { most: mostEvents });
  }
  return [...found.values()].sort((one, other) => +one.eventTime - +other.eventTime);
}

async function lotsOfEvents(events: StoredEvent[]): Promise<Lot[]> {
  const paths = events.flatMap(({ lots }) => lots);
  return inSlices(paths, (some) => Lots.find({ _id: trusted({ $in: some }) }).lean());
}

const lotsIn = (entries: Entry[]) => entries.flatMap(({ effects }) => effects.map(({ lot }) => lot));

async function productsOf(lots: string[]): Promise<Map<string, Product>> {
  const found = await inSlices(lots.map(productKeyOf), (some) => Products.find({ key: trusted({ $in: some }) }).lean());
  return new Map(found.map((product) => [product.key, product]));
}

/** Lots of a product that show what its producer usually makes of its inputs. */
const lotsForHabit = 60;

/** Yields of the products that the entries made, of the latest lots, without those of the entries. */
async function habitOf(entries: Entry[], products: Map<string, Product>): Promise<Map<string, number[]>> {
  const mine = new Set(entries.map(({ event }) => event.eventID));
  const made = new Set(entries.flatMap((entry) => ratiosOf(entry, products).map(({ product }) => product)));
  const habit = new Map<string, number[]>();
  for (const key of made) {
    const product = products.get(key);
    if (!product) continue;
    const lots = await Lots.find({ product: product._id }, { _id: 1 })
      .sort({ lastEventTime: -1 })
      .limit(lotsForHabit)
      .lean();
    const filter = { lots: trusted({ $in: lots.map(({ _id }) => _id) }), organization: product.organization };
    const events = (await Events.find(filter, wanted).lean<StoredEvent[]>()).filter(({ _id }) => !mine.has(_id));
    const others = entriesOf(standing(events), namespace());
    const known = new Map([...products, ...(await productsOf(lotsIn(others)))]);
    const ratios = others.flatMap((entry) => ratiosOf(entry, known));
    habit.set(
      key,
      ratios.filter((each) => each.product === key).map(({ ratio }) => ratio),
    );
  }
  return habit;
}
