/**
 * Events that other systems send. What they claim about lots of ours obeys the rules of our own forms; what they say
 * of anything else is kept as it came and moves nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { type ClientSession } from 'mongoose';
import { namespace, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { bareWord } from '../epcis/cbv.js';
import { expand, prefixesOf } from '../epcis/context.js';
import { quantityList } from '../epcis/event-fields.js';
import { eventHashId } from '../epcis/event-hash.js';
import { type ReceivedEvent } from '../epcis/event-schema.js';
import { readLotPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { epcisContext, type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { isUom } from '../epcis/quantity.js';
import { isMoving, type Effect } from '../lots/effects.js';
import { type Lot } from '../lots/lot.model.js';
import { Organizations } from '../registry/organization.model.js';
import { Products } from '../registry/product.model.js';
import { type By } from '../policy.js';

/** An event as it came, checked by the schema, and the `@context` of its document. */
export interface Received {
  event: ReceivedEvent;
  context: unknown;
}

/** Of our extension fields those that only this server may write. */
const ofServer = [
  ...['nguon:organization', 'nguon:request', 'nguon:corrects', 'nguon:inspection'],
  ...['nguon:recall', 'nguon:notice'],
];

/**
 * The event to store: its own eventID or else its hash, and our record time.
 * @throws DomainError `invalid-request` for labels and sets, which are issued and packed here and nowhere else
 */
export function prepareReceived({ event, context }: Received, by: By): EpcisEvent {
  const plain = withoutForeignPrefix(event, context);
  for (const name of ['nguon:labels', 'nguon:set']) {
    if (name in plain) throw new DomainError('invalid-request', {}, name);
  }
  if (!quantityList.optional().safeParse(plain['nguon:missing']).success) {
    throw new DomainError('invalid-request', {}, 'nguon:missing');
  }
  const kept = withoutOurs(plain);
  const eventID = event.eventID ?? eventHashId(kept, context);
  return { ...kept, eventID, recordTime: by.now.toISOString() } as EpcisEvent;
}

function withoutOurs(event: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !ofServer.includes(name)));
}

/** Where another namespace goes by the prefix `nguon`, its names are written in full: ours are not to be mistaken. */
function withoutForeignPrefix(event: ReceivedEvent, context: unknown): Record<string, unknown> {
  const prefixes = prefixesOf(context, event['@context']);
  const meaning = prefixes.get('nguon');
  if (meaning === undefined || meaning === prefixesOf(epcisContext(namespace())).get('nguon')) return event;
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => {
        return [name.startsWith('nguon:') ? expand(name, prefixes) : name, rewrite(held)];
      }),
    );
  };
  return rewrite(event) as Record<string, unknown>;
}

/** True when the two say the same; the time at which each was recorded is no part of it. */
export function isSameEvent(one: EpcisEvent, other: EpcisEvent): boolean {
  return isDeepStrictEqual({ ...one, recordTime: '' }, { ...other, recordTime: '' });
}

/** True when the event, sent by another system, is a copy of the stored one but for its declaration. */
export function isCopyOf(stored: EpcisEvent, { errorDeclaration, ...sent }: EpcisEvent): boolean {
  return errorDeclaration !== undefined && isSameEvent({ ...sent }, withoutOurs(stored) as EpcisEvent);
}

/** Lots among those that the event names which are ours to keep: they are here, or the event makes them of a product here. */
export async function ourLots(
  event: EpcisEvent,
  named: Map<string, Lot>,
  session: ClientSession,
): Promise<Set<string>> {
  const made = madeBy(event);
  const keys = [...new Set(made.map((path) => readLotPath(path)?.productKey ?? ''))];
  const found =
    keys.length > 0 ? await Products.find({ key: trusted({ $in: keys }) }, { key: 1 }, { session }).lean() : [];
  const known = new Set(found.map(({ key }) => key));
  return new Set([...named.keys(), ...made.filter((path) => known.has(readLotPath(path)?.productKey ?? ''))]);
}

function madeBy(event: EpcisEvent): string[] {
  const isCommissioning = bareWord(event.bizStep ?? '', 'bizStep') === 'commissioning' && event.action === 'ADD';
  const list = event.type === 'TransformationEvent' ? event.outputQuantityList : isCommissioning && event.quantityList;
  return (list || []).flatMap(({ epcClass }) => lotOfClass(epcClass, namespace()) ?? []);
}

/**
 * What a form sees to before it builds an event.
 * @returns `invalid-request` for a move without a quantity, a unit that no lot has or a shipment without its despatch advice, `not-found` for
 * goods sent to nobody of this store, `event-in-future`
 */
export async function receivedFaults(
  event: EpcisEvent,
  effects: Effect[],
  ours: Set<string>,
  { now }: By,
  session: ClientSession,
): Promise<DomainError[]> {
  const faults: DomainError[] = [];
  if (effects.length > 0 && Date.parse(event.eventTime) > now.getTime() + clockSkewMs) {
    faults.push(new DomainError('event-in-future', {}, 'eventTime'));
  }
  for (const effect of effects) {
    if (isMoving(effect) && effect.quantity === 0 && effect.kind !== 'receive') {
      faults.push(new DomainError('invalid-request', { lot: effect.lot }, 'quantityList'));
    }
    if (effect.kind === 'ship' && effect.shipment === '') {
      faults.push(new DomainError('invalid-request', { lot: effect.lot }, 'bizTransactionList'));
    }
  }
  for (const { epcClass, uom } of elementsOf(event)) {
    const lot = lotOfClass(epcClass, namespace()) ?? '';
    if (uom && !isUom(uom) && ours.has(lot)) faults.push(new DomainError('invalid-request', { lot }, 'quantityList'));
  }
  const shipped = effects.filter((effect) => effect.kind === 'ship');
  const isShipment = event.type === 'ObjectEvent' && bareWord(event.bizStep ?? '', 'bizStep') === 'shipping';
  const namesOurs = (event.quantityList ?? []).some(({ epcClass }) =>
    ours.has(lotOfClass(epcClass, namespace()) ?? ''),
  );
  const isToNobody = isShipment && namesOurs && shipped.length === 0;
  const receivers = [...new Set(shipped.map(({ to }) => to))];
  for (const _id of receivers) {
    if (!(await Organizations.exists({ _id }).session(session)))
      faults.push(new DomainError('not-found', {}, 'destinationList'));
  }
  if (isToNobody) faults.push(new DomainError('not-found', {}, 'destinationList'));
  return faults;
}

function elementsOf({ quantityList: list, inputQuantityList, outputQuantityList }: EpcisEvent): QuantityElement[] {
  return [list, inputQuantityList, outputQuantityList].flatMap((each) => each ?? []);
}

/** Something else than lots of ours went in: then no yield can be told. */
export function hasForeignInput({ inputQuantityList = [], inputEPCList = [] }: EpcisEvent, ours: Set<string>): boolean {
  return (
    inputEPCList.length > 0 ||
    inputQuantityList.some(({ epcClass }) => !ours.has(lotOfClass(epcClass, namespace()) ?? ''))
  );
}

/** Clocks of phones run ahead a little. */
export const clockSkewMs = 120_000;
