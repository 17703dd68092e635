/**
 * A lot's state as a pure fold over its events. For each lot, after any sequence of events:
 * `produced = Σ onHand + Σ inTransit + consumed + sold + destroyed + lost`. Quantities are whole thousandths of `uom`.
 */
import { DomainError } from '../errors.js';
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { type Effect, type Moment } from './effects.js';
import { enclose, looseOf, takeOut } from './enclosed.js';
import { addRun, applyStep } from './label-life.js';
import { newLotState, type LotState } from './lot-state.js';

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
      sellLabels(state, effect, moment);
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
    case 'enclose':
      refuseUnlessFree(state, effect, moment);
      refuseUnlessLoose(state, effect);
      return enclose(state, effect);
    case 'unpack':
      takeOut(state, effect);
      return state;
    case 'label':
      state.labels = addRun(state.labels, effect, moment.eventID);
      return state;
    case 'print':
    case 'apply':
    case 'void':
      if (effect.kind !== 'void') refuseIfStopped(state, effect);
      state.labels = applyStep(state.labels, { ...effect, step: effect.kind }, moment.eventID);
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
  return effect.set === undefined ? state : enclose(state, { ...effect, set: effect.set });
}

/** A label is one package. */
function sellLabels(state: LotState, effect: Extract<Effect, { kind: 'sell' }>, { eventID }: Moment): void {
  const { labels, quantity } = effect;
  if (!labels) return;
  const units = fromThousandths(quantity);
  if (state.uom !== 'H87' || units !== labels.count) {
    throw new DomainError('label-count', { ...nameOf(effect), labels: labels.count, quantity: units });
  }
  state.labels = applyStep(state.labels, { ...labels, step: 'sell', hasReason: false }, eventID);
}

/** Labels of a held or recalled lot are neither printed nor put on. */
function refuseIfStopped(state: LotState, effect: Effect): void {
  if (state.recalledBy) throw new DomainError('lot-recalled', nameOf(effect));
  if (state.heldBy) throw new DomainError('lot-held', nameOf(effect));
}

/** A held, recalled or expired lot does not move. */
function refuseUnlessFree(state: LotState, effect: Effect, moment: Moment): void {
  refuseIfStopped(state, effect);
  if (state.expiresOn && moment.day > state.expiresOn) {
    throw new DomainError('lot-expired', { ...nameOf(effect), date: state.expiresOn });
  }
}

type Taking = Effect & { organization: string; quantity: number; uom: Uom; set?: string };

function take(state: LotState, effect: Taking): void {
  if (effect.set === undefined) refuseUnlessLoose(state, effect);
  else takeOut(state, { ...effect, set: effect.set });
  const held = state.onHand.find((entry) => entry.organization === effect.organization);
  if (held) held.quantity -= effect.quantity;
  state.onHand = state.onHand.filter((entry) => entry.quantity > 0);
}

/** So much must be on hand, outside of sets. */
function refuseUnlessLoose(state: LotState, effect: Taking): void {
  if (effect.uom !== state.uom) throw new DomainError('wrong-unit', { ...nameOf(effect), unit: state.uom });
  const onHand = state.onHand.find((entry) => entry.organization === effect.organization)?.quantity ?? 0;
  const loose = looseOf(state, effect.organization);
  if (loose >= effect.quantity && onHand > 0) return;
  throw new DomainError(onHand >= effect.quantity && onHand > 0 ? 'packed-in-sets' : 'insufficient-quantity', {
    ...nameOf(effect),
    missing: fromThousandths(effect.quantity - (onHand >= effect.quantity ? loose : onHand)),
    onHand: fromThousandths(onHand),
    inSets: fromThousandths(onHand - loose),
    unit: state.uom,
  });
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
