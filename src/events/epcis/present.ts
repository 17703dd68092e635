/** Events as EPCIS documents for a reader. */
import { namespace } from '../../db.js';
import { mergeContexts } from '../../epcis/context.js';
import { lotOfClass, lotOfUnit } from '../../epcis/lot-of-class.js';
import { translateEvent, type EpcFormat } from '../../epcis/translate.js';
import { epcisContext, type EpcisEvent, type QuantityElement } from '../../epcis/vocabulary.js';
import { mayReadLot } from '../../lots/lot.service.js';
import { lotsByPath } from '../../lots/trace.js';
import { type Actor } from '../../policy.js';
import { type StoredEvent } from '../event.model.js';
import { lotsNamed } from '../event-terms.js';
import { prefixesFor } from './company-prefix.model.js';

export interface Presented {
  context: unknown[];
  events: EpcisEvent[];
}

/**
 * Events in the format asked for, under one context. Where two documents meant different things by one prefix, each
 * event carries its own.
 */
export async function presentEvents(found: StoredEvent[], actor: Actor, format: EpcFormat): Promise<Presented> {
  const ours = epcisContext(namespace());
  const merged = mergeContexts([ours, ...found.map(({ context }) => context ?? [])]);
  const shown = await withoutHiddenLots(found, actor);
  const knows = format === 'Always_EPC_URN' ? await prefixesFor(shown) : () => false;
  const events = shown.map((event, index) => {
    const own = found[index]?.context ?? [];
    const translated = translateEvent(event, format, knows);
    return merged || own.length === 0 ? translated : { '@context': [...ours, ...own], ...translated };
  });
  return { context: merged ?? ours, events };
}

export interface DocumentFacts {
  now: Date;
  queryName?: string;
  subscriptionID?: string;
}

/** EPCISQueryDocument (EPCIS 2.0 §8.2.6). */
export function queryDocument(
  { context, events }: Presented,
  { now, queryName = 'SimpleEventQuery', subscriptionID }: DocumentFacts,
): object {
  return {
    '@context': context,
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisBody: {
      queryResults: { queryName, ...(subscriptionID && { subscriptionID }), resultsBody: { eventList: events } },
    },
  };
}

/** A collection of names, as the top-level resources are (EPCIS 2.0 §12.7). */
export function collection(member: string[]): object {
  return { '@context': epcisContext(namespace()), type: 'Collection', member };
}

/** A producer sees of another organisation's event only the lots in which the own one took part. */
async function withoutHiddenLots(found: StoredEvent[], actor: Actor): Promise<EpcisEvent[]> {
  const foreign = found.filter(({ organization }) => actor.role === 'producer' && organization !== actor.organization);
  const lots = await lotsByPath([...new Set(foreign.flatMap(({ event }) => lotsNamed(event, namespace())))]);
  const hidden = new Set(lots.filter((lot) => !mayReadLot(actor, lot)).map(({ _id }) => _id));
  if (hidden.size === 0) return found.map(({ event }) => event);
  return found.map((row) => (foreign.includes(row) ? withoutLots(row.event, hidden) : row.event));
}

const classLists = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList', 'nguon:missing'];
const unitLists = ['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'];

function withoutLots(event: EpcisEvent, hidden: Set<string>): EpcisEvent {
  const ofClass = ({ epcClass }: QuantityElement) => !hidden.has(lotOfClass(epcClass, namespace()) ?? '');
  const ofUnit = (epc: string) => !hidden.has(lotOfUnit(epc, namespace()) ?? '');
  const fields = Object.entries(event).map(([name, value]): [string, unknown] => {
    if (classLists.includes(name)) return [name, (value as QuantityElement[]).filter(ofClass)];
    return [name, unitLists.includes(name) ? (value as string[]).filter(ofUnit) : value];
  });
  return Object.fromEntries(fields) as EpcisEvent;
}
