/**
 * A gift set or a case as a pure fold over its events, which are also events of every lot in it. The lots themselves
 * keep what is in sets out of loose sales (`inSets`); a set only says what is together, who has it and what became of it.
 */
import { DomainError } from '../errors.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { effectsOf, type Amount, type Effect } from './effects.js';

export const setStates = ['packed', 'shipped', 'sold', 'unpacked'] as const;
export type SetCondition = (typeof setStates)[number];

export interface SetState {
  /** The organisation that packed it. */
  organization: string;
  /** Who has it; of a set on its way who sent it, of one sold or unpacked who had it last. */
  holder: string;
  /** Organisations that packed it, had it or were sent it. */
  parties: string[];
  /** Where it is on its way to, and by which shipment; null when it is not. */
  shippedTo: string | null;
  shipment: string | null;
  names: { vi: string; en?: string; zh?: string };
  /** Key of the tag in its code; null for an SSCC, which carries none. */
  key: string | null;
  /** Lots in the order in which they were put in. */
  contents: ({ lot: string } & Amount)[];
  state: SetCondition;
  /** As recorded, with its offset: `2026-10-02T08:30:00+07:00`. */
  packedAt: string;
  /** Its events, in the order in which they were recorded. */
  events: string[];
}

/**
 * The set after an event of it.
 * @param organization who recorded the event
 * @throws DomainError `not-found` before it was packed or for whoever does not have it; `wrong-state`, `already-exists`
 */
export function applySetEvent(
  before: SetState | null,
  event: EpcisEvent,
  organization: string,
  namespace: string,
): SetState {
  const effects = effectsOf(event, namespace, organization);
  const [first] = effects;
  if (first?.kind === 'enclose') {
    if (before) throw new DomainError('already-exists');
    return packed(event, effects, organization);
  }
  if (!before || !first) throw new DomainError('not-found');
  const after = { ...structuredClone(before), events: [...before.events, event.eventID] };
  if (first.kind === 'receive') return receive(after, organization);
  if (before.holder !== organization) throw new DomainError('not-found');
  if (before.state !== 'packed') throw new DomainError('wrong-state');
  if (first.kind === 'ship') {
    const parties = [...new Set([...before.parties, first.to])];
    return { ...after, parties, state: 'shipped', shippedTo: first.to, shipment: first.shipment };
  }
  return { ...after, state: first.kind === 'sell' ? 'sold' : 'unpacked' };
}

function packed(event: EpcisEvent, effects: Effect[], organization: string): SetState {
  const { names = { vi: '' }, key = null } = event['nguon:set'] ?? {};
  return {
    organization,
    holder: organization,
    parties: [organization],
    shippedTo: null,
    shipment: null,
    names,
    key,
    contents: effects.flatMap((effect) =>
      effect.kind === 'enclose' ? [{ lot: effect.lot, quantity: effect.quantity, uom: effect.uom }] : [],
    ),
    state: 'packed',
    packedAt: event.eventTime,
    events: [event.eventID],
  };
}

function receive(set: SetState, organization: string): SetState {
  if (set.shippedTo !== organization) throw new DomainError('not-found');
  if (set.state !== 'shipped') throw new DomainError('wrong-state');
  return { ...set, holder: organization, state: 'packed', shippedTo: null, shipment: null };
}

/** Path of the set that an event is about; null for every other event. */
export function setOfEvent(event: EpcisEvent): string | null {
  return event.errorDeclaration ? null : (event['nguon:set']?.path ?? null);
}
