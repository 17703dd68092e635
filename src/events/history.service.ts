/** The events of a lot as its people read them: who, when, where, and what it did to the lot. */
import { Users } from '../auth/user.model.js';
import { namespace, trusted } from '../db.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { signedPositions } from '../ledger/log.service.js';
import { type Lot } from '../lots/lot.model.js';
import { mayReadLot } from '../lots/lot.service.js';
import { lotsByPath } from '../lots/trace.js';
import { type Actor } from '../policy.js';
import { type Location } from '../registry/location.model.js';
import { locationsByUri } from '../registry/location.service.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { pageSize } from '../registry/records.js';
import { declarationSuffix, Events, type StoredEvent } from './event.model.js';
import { stepOf, type Step } from './step.js';

export interface HistoryEntry {
  /** As recorded; without other lots of which the reader's organisation has no part. */
  event: EpcisEvent;
  step: Step | null;
  location: Location | null;
  /** Name of the organisation. */
  organization: string;
  /** Name of the person; null where a producer reads what another organisation did. */
  person: string | null;
  /** Another event says that this one is an error. */
  isDeclared: boolean;
  /** In the signed log; null while the event is on its way there. */
  position: number | null;
  /** How much of the lot was used up, made or moved; null for an event about the whole of it. */
  amount: { kind: 'used' | 'made' | 'moved'; quantity: number; uom: string } | null;
}

export interface History {
  entries: HistoryEntry[];
  /** There are more after these. */
  more: boolean;
}

/**
 * A page of a lot's events in the order in which they happened; those of one instant as they were recorded.
 * The caller has checked that the actor may read the lot.
 */
export async function historyOf(lot: Lot, actor: Actor, offset = 0): Promise<History> {
  const found = await Events.find({ lots: lot._id })
    .sort({ eventTime: 1, recordTime: 1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  const entries = await present(found.slice(0, pageSize), lot._id, actor);
  return { entries, more: found.length > pageSize };
}

/** The event that holds or recalled a lot, with who and when. */
export async function findEntry(eventID: string, lot: Lot, actor: Actor): Promise<HistoryEntry | null> {
  const stored = await Events.findById(eventID).lean();
  return stored ? ((await present([stored], lot._id, actor))[0] ?? null) : null;
}

async function present(found: StoredEvent[], lot: string, actor: Actor): Promise<HistoryEntry[]> {
  const [places, organizations, people, hidden, declared, positions] = await Promise.all([
    locationsByUri(found.flatMap(({ event }) => placeOf(event) ?? [])),
    namesOfOrganizations(found.map(({ organization }) => organization)),
    namesOfPeople(found, actor),
    hiddenLots(found, actor),
    declaredAmong(found),
    signedPositions(found.map(({ _id }) => _id)),
  ]);
  return found.map(({ _id, event, organization, actor: person }) => ({
    event: hidden.size > 0 ? withoutLots(event, hidden) : event,
    step: stepOf(event),
    location: places.get(placeOf(event) ?? '') ?? null,
    organization: organizations.get(organization) ?? '',
    person: people.get(person) ?? null,
    isDeclared: declared.has(_id),
    position: positions.get(_id) ?? null,
    amount: amountOf(event, lot),
  }));
}

/** Those of the events that were declared an error. */
async function declaredAmong(found: StoredEvent[]): Promise<Set<string>> {
  const ids = found.map(({ _id }) => _id + declarationSuffix);
  const declarations = await Events.find({ _id: trusted({ $in: ids }) }, { _id: 1 }).lean();
  return new Set(declarations.map(({ _id }) => _id.slice(0, -declarationSuffix.length)));
}

function placeOf(event: EpcisEvent): string | undefined {
  return event.readPoint?.id ?? event.bizLocation?.id;
}

/** A producer learns who recorded what the own organisation did, and of others only which organisation it was. */
async function namesOfPeople(found: StoredEvent[], actor: Actor): Promise<Map<string, string>> {
  const known = found.filter(({ organization }) => actor.role !== 'producer' || organization === actor.organization);
  const ids = [...new Set(known.map((stored) => stored.actor))];
  const users = await Users.find({ _id: trusted({ $in: ids }) }, { name: 1 }).lean();
  return new Map(users.map(({ _id, name }) => [_id, name]));
}

/** Lots of the events that the actor may not read: what a customer made of the goods, what else a recall names. */
async function hiddenLots(found: StoredEvent[], actor: Actor): Promise<Set<string>> {
  if (actor.role !== 'producer') return new Set();
  const lots = await lotsByPath([...new Set(found.flatMap((stored) => stored.lots))]);
  return new Set(lots.filter((lot) => !mayReadLot(actor, lot)).map(({ _id }) => _id));
}

const quantityLists = [
  'quantityList',
  'childQuantityList',
  'inputQuantityList',
  'outputQuantityList',
  'nguon:missing',
] as const;

function withoutLots(event: EpcisEvent, hidden: Set<string>): EpcisEvent {
  const isShown = ({ epcClass }: QuantityElement) => !hidden.has(lotOfClass(epcClass, namespace()) ?? '');
  const lists = quantityLists.flatMap((name) => (event[name] ? [[name, event[name].filter(isShown)] as const] : []));
  return { ...event, ...Object.fromEntries(lists) };
}

const listOfKind = { used: 'inputQuantityList', made: 'outputQuantityList', moved: 'quantityList' } as const;

function amountOf(event: EpcisEvent, lot: string): HistoryEntry['amount'] {
  for (const kind of ['used', 'made', 'moved'] as const) {
    const list = event[listOfKind[kind]] ?? (kind === 'moved' ? event.childQuantityList : undefined);
    const element = list?.find(({ epcClass }) => lotOfClass(epcClass, namespace()) === lot);
    const { quantity, uom } = element ?? {};
    if (quantity !== undefined && uom !== undefined) return { kind, quantity, uom };
  }
  return null;
}
