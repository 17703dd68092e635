/** The events behind a lot's page as an EPCIS document that anybody may read: what the page tells, and not more. */
import { namespace } from '../db.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { epcisContext, type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { type Provenance } from './provenance.js';

/** What is told of an event beside its lots and place. Parties, transactions, notes and files are nobody's business. */
const toldFields = [
  'type',
  'eventID',
  'eventTime',
  'eventTimeZoneOffset',
  'action',
  'bizStep',
  'disposition',
  'nguon:organization',
] as const;

/** Lists of lots by type of event. Of the other types nothing remains that would be an event without its parties. */
const listsOf: Partial<Record<string, ('quantityList' | 'inputQuantityList' | 'outputQuantityList')[]>> = {
  ObjectEvent: ['quantityList'],
  TransformationEvent: ['inputQuantityList', 'outputQuantityList'],
};

/** EPCISDocument (EPCIS 2.0 §8.1) of excerpts, each marked as one: an eventID is the hash of the whole event. */
export function journeyDocument({ lot, events }: Provenance, now: Date): object {
  const chain = new Set([lot._id, ...lot.ancestors]);
  return {
    '@context': epcisContext(namespace()),
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: { eventList: events.flatMap(({ event }) => excerptOf(event, chain) ?? []) },
  };
}

/** Lots of the journey by name, without quantities; null where a list that the type of event needs would be empty. */
function excerptOf(event: EpcisEvent, chain: ReadonlySet<string>): object | null {
  const lists = (listsOf[event.type] ?? []).map((field) => [field, lotsIn(event[field], chain)] as const);
  if (lists.length === 0 || lists.some(([, list]) => list.length === 0)) return null;
  const told = toldFields.flatMap((field) => (event[field] === undefined ? [] : [[field, event[field]] as const]));
  const places = (['readPoint', 'bizLocation'] as const).flatMap((field) => {
    const { id } = event[field] ?? {};
    return id !== undefined && isOurPlace(id) ? [[field, { id }] as const] : [];
  });
  return Object.fromEntries<unknown>([...told, ...places, ...lists, ['nguon:excerpt', true]]);
}

function lotsIn(list: QuantityElement[] | undefined, chain: ReadonlySet<string>): { epcClass: string }[] {
  const named = (list ?? []).filter(({ epcClass }) => chain.has(lotOfClass(epcClass, namespace()) ?? ''));
  return [...new Set(named.map(({ epcClass }) => epcClass))].map((epcClass) => ({ epcClass }));
}

/** Another system's name for a place can be its coordinates, which would lead to somebody's door. */
function isOurPlace(uri: string): boolean {
  return uri.startsWith(`${namespace()}/`) || /^https:\/\/id\.gs1\.org\/414\/\d{13}$/.test(uri);
}
