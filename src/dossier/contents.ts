/** Gathers what a dossier says: the lot, where it came from, what became of it, and every event of both. */
import { checkLot } from '../compliance/check.js';
import { factsOfLot } from '../compliance/facts.service.js';
import { idsAtOnce, inSlices, namespace, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { Events, type StoredEvent } from '../events/event.model.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { type Actor } from '../policy.js';
import { Attachments } from '../registry/attachment.model.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { Locations } from '../registry/location.model.js';
import { Organizations } from '../registry/organization.model.js';
import { Products } from '../registry/product.model.js';
import { type Contents } from './dossier.model.js';

/** Events that one dossier holds; a lot with more in its history is looked up in the ledger itself. */
export const mostEvents = 5_000;
/** Lots made of it that one dossier lists. */
export const mostForward = 1_000;

/** @throws DomainError `too-many-events` */
export async function gather(
  lot: Lot,
  reader: { actor: Actor; now: Date },
): Promise<Omit<Contents, 'events'> & { events: string[] }> {
  const [before, after] = await Promise.all([lotsByPath(lot.ancestors), Lots.find({ ancestors: lot._id }).lean()]);
  const back = before.sort(byTime);
  const forward = after.sort(byTime);
  const events = await eventsOf([lot, ...back].map(({ _id }) => _id));
  const lots = [lot, ...back, ...forward.slice(0, mostForward)];
  const product = await Products.findById(lot.product).lean();
  const places = await inSlices(sorted(events.flatMap(placesOf)), (some) =>
    Locations.find({ uri: trusted({ $in: some }) })
      .sort('uri')
      .lean(),
  );
  const parties = lots.flatMap(({ organization, onHand, inTransit }) => [
    organization,
    ...onHand.map((entry) => entry.organization),
    ...inTransit.map(({ to }) => to),
  ]);
  const organizations = await inSlices(sorted([...parties, ...events.map((each) => each.organization)]), (some) =>
    Organizations.find({ _id: trusted({ $in: some }) })
      .sort('_id')
      .lean(),
  );
  return {
    ...{ lots, back: back.length, forward: Math.min(forward.length, mostForward) },
    moreForward: forward.length > mostForward,
    products: await inSlices(sorted(lots.map((each) => each.product)), (some) =>
      Products.find({ _id: trusted({ $in: some }) })
        .sort('_id')
        .lean(),
    ),
    organizations: organizations.map(({ _id, name, taxId, address, commune, province }) => ({
      ...{ _id, name, taxId, address, commune, province },
    })),
    places: places.map(({ uri, name, kind, commune, province, zone }) => ({
      uri,
      name,
      kind,
      commune,
      province,
      zone,
    })),
    certificates: product ? await certificatesForProduct(product) : [],
    events: events.map(({ _id }) => _id),
    checks: await checksOf(lot, reader),
    files: await filesOf(events),
  };
}

async function checksOf(lot: Lot, reader: { actor: Actor; now: Date }): Promise<Contents['checks']> {
  const { sources } = checkLot(await factsOfLot(lot, reader), 'vn');
  return sources.flatMap(({ source, rows }) =>
    rows.flatMap(({ rule, state }) =>
      state === 'not-applicable' ? [] : [{ source: source.id, item: rule.item, state }],
    ),
  );
}

/** So that slices are the same each time. */
const sorted = (values: string[]) => values.toSorted();

const byTime = (one: Lot, other: Lot) =>
  one.firstEventTime < other.firstEventTime
    ? -1
    : one.firstEventTime > other.firstEventTime
      ? 1
      : one._id < other._id
        ? -1
        : 1;

export const placesOf = ({ event }: Pick<StoredEvent, 'event'>): string[] =>
  [event.readPoint?.id, event.bizLocation?.id].filter((id) => id !== undefined);

/** Those that name one of the lots, in the order of time; those of one instant as they were recorded. */
async function eventsOf(paths: string[]): Promise<StoredEvent[]> {
  const found = new Map<string, StoredEvent>();
  for (let start = 0; start < paths.length; start += idsAtOnce) {
    const lots = trusted({ $in: paths.slice(start, start + idsAtOnce) });
    for (const event of await Events.find({ lots })
      .limit(mostEvents + 1)
      .lean())
      found.set(event._id, event);
    if (found.size > mostEvents) throw new DomainError('too-many-events', { most: mostEvents });
  }
  return [...found.values()].sort(
    (one, other) =>
      +one.eventTime - +other.eventTime || +one.recordTime - +other.recordTime || (one._id < other._id ? -1 : 1),
  );
}

async function filesOf(events: StoredEvent[]): Promise<Contents['files']> {
  const named = events.flatMap(({ _id, event }) =>
    event['nguon:file'] ? [{ sha256: event['nguon:file'], event: _id }] : [],
  );
  const facts = await Attachments.find(
    { _id: trusted({ $in: named.map(({ sha256 }) => sha256) }) },
    { data: 0 },
  ).lean();
  const known = new Map(facts.map((file) => [file._id, file]));
  return named.flatMap(({ sha256, event }) => {
    const file = known.get(sha256);
    return file ? [{ sha256, contentType: file.contentType, sizeBytes: file.sizeBytes, event }] : [];
  });
}

/** Lots of an event that belong to a dossier. */
export function lotsIn(event: StoredEvent['event'], paths: ReadonlySet<string>): string[] {
  const lists = [event.quantityList, event.childQuantityList, event.inputQuantityList, event.outputQuantityList];
  const named = lists.flatMap((list) => (list ?? []).map(({ epcClass }) => lotOfClass(epcClass, namespace()) ?? ''));
  return [...new Set(named)].filter((path) => paths.has(path));
}
