/**
 * A lot's state as a pure fold over its events. For each lot, after any sequence of events:
 * `produced = Σ onHand + Σ inTransit + consumed + sold + destroyed + lost`. Quantities are whole thousandths of `uom`.
 */
import { DomainError } from '../errors.js';
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { type Effect, type Moment } from './effects.js';

export interface LotState {
  uom: Uom;
  produced: number;
  onHand: { organization: string; quantity: number }[];
  inTransit: { shipment: string; from: string; to: string; quantity: number }[];
  consumed: number;
  sold: number;
  destroyed: number;
  lost: number;
  /** Lots it was made from: one step back, and all the way back. */
  parents: string[];
  ancestors: string[];
  /** Organisations that ever held it or were sent it. */
  parties: string[];
  labels: { from: number; count: number; key: string; eventID: string }[];
  /** Event that holds it, null when free. */
  heldBy: string | null;
  recalledBy: string | null;
  expiresOn: string | null;
  firstEventTime: string;
  lastEventTime: string;
}

export function newLotState(uom: Uom, eventTime: string): LotState {
  return {
    uom,
    produced: 0,
    onHand: [],
    inTransit: [],
    consumed: 0,
    sold: 0,
    destroyed: 0,
    lost: 0,
    parents: [],
    ancestors: [],
    parties: [],
    labels: [],
    heldBy: null,
    recalledBy: null,
    expiresOn: null,
    firstEventTime: eventTime,
    lastEventTime: eventTime,
  };
}

/**
 * The state after an effect; `state` itself is left alone. `ancestorsOf` gives the ancestors of each parent.
 * @throws DomainError what the conservation law or a hold, a recall or an expiry forbids, with the number missing
 */
export function applyEffect(
  before: LotState | null,
  effect: Effect,
  moment: Moment,
  ancestorsOf: (parent: string) => string[],
): LotState {
  if (effect.kind === 'produce') return produce(before, effect, moment, ancestorsOf);
  if (!before) throw new DomainError('not-found', nameOf(effect));
  if (moment.eventTime < before.firstEventTime) throw new DomainError('event-before-lot', nameOf(effect));
  const state = structuredClone(before);
  if (moment.eventTime > state.lastEventTime) state.lastEventTime = moment.eventTime;
  switch (effect.kind) {
    case 'consume':
      refuseUnlessFree(state, effect, moment);
      take(state, effect);
      state.consumed += effect.quantity;
      return state;
    case 'sell':
      refuseUnlessFree(state, effect, moment);
      take(state, effect);
      state.sold += effect.quantity;
      return state;
    case 'destroy':
      if (state.heldBy) throw new DomainError('lot-held', nameOf(effect));
      take(state, effect);
      state.destroyed += effect.quantity;
      return state;
    case 'ship':
      refuseUnlessFree(state, effect, moment);
      take(state, effect);
      state.inTransit.push({
        shipment: effect.shipment,
        from: effect.organization,
        to: effect.to,
        quantity: effect.quantity,
      });
      addParty(state, effect.to);
      return state;
    case 'receive':
      return receive(state, effect);
    case 'label':
      state.labels.push({ from: effect.from, count: effect.count, key: effect.key, eventID: moment.eventID });
      return state;
    case 'hold':
      state.heldBy = moment.eventID;
      return state;
    case 'release':
      state.heldBy = null;
      return state;
    case 'recall':
      state.recalledBy = moment.eventID;
      return state;
    case 'inspect':
      return state;
  }
}

function produce(
  before: LotState | null,
  effect: Extract<Effect, { kind: 'produce' }>,
  moment: Moment,
  ancestorsOf: (parent: string) => string[],
): LotState {
  if (effect.parents.includes(effect.lot)) throw new DomainError('lot-in-itself', nameOf(effect));
  if (before && !isWithdrawn(before)) throw new DomainError('lot-exists', nameOf(effect));
  const state = newLotState(effect.uom, moment.eventTime);
  state.produced = effect.quantity;
  state.parents = [...new Set(effect.parents)].sort();
  state.ancestors = [...new Set([...effect.parents, ...effect.parents.flatMap(ancestorsOf)])].sort();
  state.expiresOn = effect.expiresOn;
  give(state, effect.organization, effect.quantity);
  return state;
}

function receive(state: LotState, effect: Extract<Effect, { kind: 'receive' }>): LotState {
  const sent = state.inTransit.find((entry) => entry.shipment === effect.shipment && entry.to === effect.organization);
  if (!sent) throw new DomainError('not-sent', nameOf(effect));
  if (effect.uom !== state.uom) throw new DomainError('wrong-unit', { ...nameOf(effect), unit: state.uom });
  const accounted = effect.quantity + effect.missing;
  if (accounted > sent.quantity) {
    throw new DomainError('more-than-sent', {
      ...nameOf(effect),
      sent: fromThousandths(sent.quantity),
      excess: fromThousandths(accounted - sent.quantity),
      unit: state.uom,
    });
  }
  sent.quantity -= accounted;
  state.inTransit = state.inTransit.filter((entry) => entry.quantity > 0);
  state.lost += effect.missing;
  give(state, effect.organization, effect.quantity);
  return state;
}

/** A held, recalled or expired lot does not move. */
function refuseUnlessFree(state: LotState, effect: Effect, moment: Moment): void {
  if (state.recalledBy) throw new DomainError('lot-recalled', nameOf(effect));
  if (state.heldBy) throw new DomainError('lot-held', nameOf(effect));
  if (state.expiresOn && moment.day > state.expiresOn) {
    throw new DomainError('lot-expired', { ...nameOf(effect), date: state.expiresOn });
  }
}

function take(state: LotState, effect: Effect & { organization: string; quantity: number; uom: Uom }): void {
  const held = state.onHand.find((entry) => entry.organization === effect.organization);
  const onHand = held?.quantity ?? 0;
  if (effect.uom !== state.uom) throw new DomainError('wrong-unit', { ...nameOf(effect), unit: state.uom });
  if (!held || onHand < effect.quantity) {
    throw new DomainError('insufficient-quantity', {
      ...nameOf(effect),
      missing: fromThousandths(effect.quantity - onHand),
      onHand: fromThousandths(onHand),
      unit: state.uom,
    });
  }
  held.quantity -= effect.quantity;
  state.onHand = state.onHand.filter((entry) => entry.quantity > 0);
}

function give(state: LotState, organization: string, quantity: number): void {
  addParty(state, organization);
  if (quantity === 0) return;
  const held = state.onHand.find((entry) => entry.organization === organization);
  if (held) held.quantity += quantity;
  else state.onHand.push({ organization, quantity });
}

function addParty(state: LotState, organization: string): void {
  if (!state.parties.includes(organization)) state.parties.push(organization);
}

function nameOf(effect: Effect): { lot: string } {
  return { lot: effect.lot };
}

/** True for a lot whose production was declared an error: nothing of it is left but its name. */
export function isWithdrawn({ produced }: Pick<LotState, 'produced'>): boolean {
  return produced === 0;
}

/** Zero for every state that the fold can reach. */
export function imbalance(state: LotState): number {
  const sum = (entries: { quantity: number }[]) => entries.reduce((total, entry) => total + entry.quantity, 0);
  const accounted = sum(state.onHand) + sum(state.inTransit) + state.consumed + state.sold + state.destroyed;
  return state.produced - accounted - state.lost;
}
