/** What an event does to the lots it names. Pure: the same event always has the same effects. */
import { DomainError } from '../errors.js';
import { bareWord } from '../epcis/cbv.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { fromThousandths, isUom, toThousandths, type Uom } from '../epcis/quantity.js';
import { localDay } from '../epcis/time.js';
import { type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { type LabelRange } from './label-life.js';

export interface Amount {
  /** Thousandths of the unit. */
  quantity: number;
  uom: Uom;
}

type OnLot<Kind extends string, More = unknown> = { kind: Kind; lot: string } & More;
type Moving = Amount & { organization: string };
/** Path of the set or case that moves as a whole; absent for loose goods. */
type InSet = { set?: string };

export type Effect =
  | OnLot<'produce', Moving & { parents: string[]; expiresOn: string | null }>
  | OnLot<'consume', Moving>
  | OnLot<'sell', Moving & InSet & { labels?: LabelRange }>
  | OnLot<'destroy', Moving>
  | OnLot<'ship', Moving & InSet & { to: string; shipment: string }>
  | OnLot<'receive', Moving & InSet & { missing: number; shipment: string }>
  | OnLot<'enclose' | 'unpack', Moving & { set: string }>
  | OnLot<'label', LabelRange & { key: string; blank?: number; scratch?: true }>
  | OnLot<'print' | 'apply' | 'void', LabelRange & { hasReason: boolean }>
  | OnLot<'inspect' | 'hold' | 'release' | 'recall'>;

/** The event around an effect, as far as the fold needs it. */
export interface Moment {
  eventID: string;
  /** Instant, UTC. */
  eventTime: string;
  /** Day of the event where it happened. */
  day: string;
}

export function momentOf({ eventID, eventTime, eventTimeZoneOffset }: EpcisEvent): Moment {
  const instant = new Date(eventTime);
  return { eventID, eventTime: instant.toISOString(), day: localDay(instant, eventTimeZoneOffset) };
}

export type MovingEffect = Extract<Effect, Moving>;

/** Effects that change where goods are or how much of them there is. */
export function isMoving(effect: Effect): effect is MovingEffect {
  return 'organization' in effect;
}

/** Effects on the labels of a lot alone: the goods stay as they are. */
export function isLabelling(effect: Effect): effect is Extract<Effect, LabelRange> {
  return 'from' in effect && !isMoving(effect);
}

/**
 * The effects of an event on lots, in the order in which the event names them. An event that is declared an error has
 * none.
 * @param organization who did it, by the word of the store and not of the event
 * @param ours the only lots that count, where others are named too
 * @throws DomainError for a quantity that no lot can have
 */
export function effectsOf(
  event: EpcisEvent,
  namespace: string,
  organization: string,
  ours?: ReadonlySet<string>,
): Effect[] {
  if (event.errorDeclaration) return [];
  const amountsOf = (list: QuantityElement[] | undefined) => lotAmounts(list, namespace, ours);
  if (event.type === 'TransformationEvent') {
    const inputs = amountsOf(event.inputQuantityList);
    const parents = inputs.map((input) => input.lot);
    return [
      ...inputs.map((input) => ({ kind: 'consume' as const, ...input, organization })),
      ...amountsOf(event.outputQuantityList).map((output) => producing(event, output, organization, parents)),
    ];
  }
  if (event.type === 'AggregationEvent') return enclosing(event, amountsOf(event.childQuantityList), organization);
  if (event.type !== 'ObjectEvent') return [];
  const amounts = amountsOf(event.quantityList);
  if (stepOf(event) === 'commissioning' && event.action === 'ADD') {
    return amounts.map((amount) => producing(event, amount, organization, []));
  }
  return amounts.flatMap((amount) => effectOfStep(event, amount, organization, namespace) ?? []);
}

/** Other systems aggregate what they like; goods on hand are kept apart only for sets that were packed here. */
function enclosing(event: EpcisEvent, amounts: LotAmount[], organization: string): Effect[] {
  const set = event['nguon:set']?.path;
  const kinds = { ADD: 'enclose', DELETE: 'unpack', OBSERVE: null } as const;
  const kind = kinds[event.action ?? 'OBSERVE'];
  return set && kind ? amounts.map((amount) => ({ kind, ...amount, organization, set })) : [];
}

function effectOfStep(event: EpcisEvent, amount: LotAmount, organization: string, namespace: string): Effect | null {
  const { lot } = amount;
  const set = event['nguon:set'] && { set: event['nguon:set'].path };
  const disposition = bareWord(event.disposition ?? '', 'disposition');
  if (disposition === 'recalled') return { kind: 'recall', lot };
  switch (stepOf(event)) {
    case 'shipping': {
      const to = receiverOf(event, namespace);
      return to ? { kind: 'ship', ...amount, organization, to, shipment: shipmentOf(event), ...set } : null;
    }
    case 'receiving': {
      const missed = lotAmounts(event['nguon:missing'], namespace, new Set([lot])).find((entry) => entry.lot === lot);
      if (missed && missed.uom !== amount.uom) throw new DomainError('wrong-unit', { lot, unit: amount.uom });
      const shipment = shipmentOf(event);
      return { kind: 'receive', ...amount, organization, missing: missed?.quantity ?? 0, shipment, ...set };
    }
    case 'retail_selling':
      return { kind: 'sell', ...amount, organization, ...set, ...soldLabels(event) };
    case 'destroying':
      return { kind: 'destroy', ...amount, organization };
    case 'encoding':
    case 'installing':
    case 'decommissioning':
      return effectOnLabels(event, lot);
    case 'inspecting':
      return { kind: 'inspect', lot };
    case 'holding':
      return { kind: disposition === 'available' ? 'release' : 'hold', lot };
    default:
      return null;
  }
}

/** Labels with a key are new ones of the lot; all other steps are of labels that it has. */
function effectOnLabels(event: EpcisEvent, lot: string): Effect | null {
  const labels = event['nguon:labels'];
  if (!labels) return null;
  const { from, count, key, blank, scratch } = labels;
  const kinds = { encoding: 'print', installing: 'apply', decommissioning: 'void' } as const;
  if (key !== undefined) {
    const more = { ...(blank !== undefined && { blank }), ...(scratch && { scratch: true as const }) };
    return { kind: 'label', lot, from, count, key, ...more };
  }
  const kind = kinds[stepOf(event) as keyof typeof kinds];
  return { kind, lot, from, count, hasReason: Boolean(event['nguon:note']) };
}

function soldLabels({ 'nguon:labels': labels }: EpcisEvent): { labels?: LabelRange } {
  return labels ? { labels: { from: labels.from, count: labels.count } } : {};
}

/** The business step however it is spelled. */
function stepOf({ bizStep = '' }: EpcisEvent): string {
  return bareWord(bizStep, 'bizStep');
}

type LotAmount = Amount & { lot: string };

/** Entries that name a lot. One without a quantity (a hold, a recall: the whole lot) counts as nothing moved. */
function lotAmounts(list: QuantityElement[] | undefined, namespace: string, ours?: ReadonlySet<string>): LotAmount[] {
  return (list ?? []).flatMap((element) => {
    const lot = lotOfClass(element.epcClass, namespace);
    if (!lot || ours?.has(lot) === false) return [];
    const uom = isUom(element.uom) ? element.uom : 'H87';
    return [{ lot, uom, quantity: element.quantity ? toThousandths(element.quantity, uom) : 0 }];
  });
}

function producing(event: EpcisEvent, amount: LotAmount, organization: string, parents: string[]): Effect {
  const expiry = event.ilmd?.['cbvmda:itemExpirationDate'];
  return { kind: 'produce', ...amount, organization, parents, expiresOn: typeof expiry === 'string' ? expiry : null };
}

/** A lot, an amount and its unit as an EPCIS quantity element. */
export function quantityElement(epcClass: string, amount: Amount): QuantityElement {
  return { epcClass, quantity: fromThousandths(amount.quantity), uom: amount.uom };
}

/** A shipment is named by its despatch advice, so that a receiver can refer to it; empty where there is none. */
export function shipmentOf(event: EpcisEvent): string {
  const isAdvice = ({ type = '' }: { type?: string }) => bareWord(type, 'bizTransaction') === 'desadv';
  return event.bizTransactionList?.find(isAdvice)?.bizTransaction ?? '';
}

/** The organisation of this store that takes the goods over: its possessing party, or the only one named. */
function receiverOf({ destinationList = [] }: EpcisEvent, namespace: string): string | null {
  const taker =
    destinationList.find(({ type }) => bareWord(type, 'party') === 'possessing_party') ?? destinationList[0];
  return organizationOfUri(taker?.destination ?? '', namespace);
}

export function organizationUri(id: string, namespace: string): string {
  return `${namespace}/organizations/${id}`;
}

export function organizationOfUri(uri: string, namespace: string): string | null {
  const prefix = `${namespace}/organizations/`;
  return uri.startsWith(prefix) ? uri.slice(prefix.length) : null;
}
