/**
 * The only writer of events and lots. One transaction checks an event, changes the lots it names (compare-and-set by
 * their version), appends it and puts its commitment before the log: all of it or nothing.
 */
import { createHash } from 'node:crypto';
import { type ClientSession } from 'mongoose';
import { type By } from '../policy.js';
import { inTransaction, isDuplicateKey, namespace, newId } from '../db.js';
import { DomainError, Refusal, refuse } from '../errors.js';
import { ownContext } from '../epcis/context.js';
import { eventHashId } from '../epcis/event-hash.js';
import { offsetOf } from '../epcis/time.js';
import { epcisContext, type EpcisEvent, type EventDraft } from '../epcis/vocabulary.js';
import { enqueue } from '../ledger/append.js';
import { commitmentTo, newNonce } from '../ledger/commitment.js';
import { applyEffect, type LotState } from '../lots/balance.js';
import { effectsOf, momentOf, organizationUri, type Effect } from '../lots/effects.js';
import { type Lot } from '../lots/lot.model.js';
import { mayRecord, packingFaults, productsOf, yieldFaults } from './capture-rules.js';
import { factsOf } from './epcis/facts.js';
import { lotsNamed, lotTerm, readerTerm } from './event-terms.js';
import { declarationSuffix, Events } from './event.model.js';
import {
  clockSkewMs,
  hasForeignInput,
  isSameEvent,
  ourLots,
  prepareReceived,
  receivedFaults,
  type Received,
} from './received.js';
import { loadLots, storeLots } from './store-lots.js';
import { storeSet } from './store-sets.js';

export interface Captured {
  eventID: string;
  /** Paths of the lots of ours that the event changed. */
  lots: string[];
  /** It was recorded before, word for word. */
  isKnown?: boolean;
}

/** An event, or a function that builds it from what the transaction reads (and builds it anew when that changed). */
export type Draft = EventDraft | ((session: ClientSession) => Promise<EventDraft>);

/**
 * @throws DomainError or Refusal: what the actor may not record, what the balance forbids (every fault at once),
 * `event-in-future`, `idempotency-key-reused`
 */
export async function capture(draft: Draft, by: By): Promise<Captured> {
  const request = requestReference(by);
  try {
    return await inTransaction(async (session) => {
      const event = completeEvent(typeof draft === 'function' ? await draft(session) : draft, request, by);
      return record({ event, context: null, request }, by, session);
    });
  } catch (error) {
    const isRefusal = error instanceof DomainError || error instanceof Refusal;
    if (!isRefusal && !isDuplicateKey(error)) throw error;
    const earlier = await Events.findOne({ request }).lean();
    if (!earlier) throw error;
    if (by.fingerprint && by.fingerprint !== earlier.fingerprint) throw new DomainError('idempotency-key-reused');
    return { eventID: earlier._id, lots: earlier.lots };
  }
}

/** Name of the request of `by`: what it makes (an event, a shipment) can be named after it. */
export function requestReference(by: By): string {
  return createHash('sha256').update(`${by.actor.id}:${by.key}`).digest('hex').slice(0, 32);
}

/** What became of one event of several. */
export type Outcome = Captured | { fault: DomainError | Refusal };

/**
 * Records events of another system: all of them, or none where one is refused. An event that is here already, word for
 * word, counts as recorded; another one under its eventID is refused as `event-exists`.
 */
export async function captureReceived(received: readonly Received[], by: By): Promise<Outcome[]> {
  const refusedTogether = new Error('one of the events is refused');
  let outcomes: Outcome[] = [];
  const attempt = () =>
    inTransaction(async (session) => {
      outcomes = [];
      for (const each of received) outcomes.push(await outcomeOf(each, by, session));
      if (outcomes.some((outcome) => 'fault' in outcome)) throw refusedTogether;
    });
  await attempt()
    .catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return attempt(); // somebody else sent the same event at the same moment: now it is seen
    })
    .catch((error: unknown) => {
      if (error !== refusedTogether) throw error;
    });
  return outcomes;
}

async function outcomeOf(received: Received, by: By, session: ClientSession): Promise<Outcome> {
  try {
    const event = prepareReceived(received, by);
    const earlier = await Events.findById(idOf(event), null, { session }).lean();
    if (!earlier && event.errorDeclaration) await checkDeclared(event, by, session);
    if (!earlier) return await record({ event, context: received.context, request: newId() }, by, session);
    const isMine = earlier.organization === by.actor.organization;
    if (!isMine || !isSameEvent(earlier.event, event)) throw new DomainError('event-exists', {}, 'eventID');
    return { eventID: event.eventID, lots: earlier.lots, isKnown: true };
  } catch (error) {
    if (error instanceof DomainError || error instanceof Refusal) return { fault: error };
    throw error;
  }
}

/**
 * Only who recorded an event may declare it an error.
 * @throws DomainError `event-exists` for another's; `not-implemented` where lots of ours were moved by it
 */
async function checkDeclared({ eventID }: EpcisEvent, { actor }: By, session: ClientSession): Promise<void> {
  const declared = await Events.findById(eventID, null, { session }).lean();
  if (declared && declared.organization !== actor.organization) throw new DomainError('event-exists', {}, 'eventID');
  if (declared && declared.lots.length > 0) throw new DomainError('not-implemented', {}, 'errorDeclaration');
}

function completeEvent(draft: EventDraft, request: string, by: By): EpcisEvent {
  if (Date.parse(draft.eventTime) > by.now.getTime() + clockSkewMs) {
    throw new DomainError('event-in-future', {}, 'eventTime');
  }
  const event = asJson({
    ...draft,
    eventTimeZoneOffset: offsetOf(draft.eventTime),
    recordTime: by.now.toISOString(),
    'nguon:organization': organizationUri(by.actor.organization, namespace()),
    'nguon:request': request,
  });
  return { ...event, eventID: eventHashId(event, epcisContext(namespace())) };
}

/** What the hash, the store and the log see is one thing: JSON, where a field is there or not, but never undefined. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

interface Entry {
  event: EpcisEvent;
  /** `@context` of the document in which another system sent it; null for our own. */
  context: unknown;
  request: string;
}

async function record(entry: Entry, by: By, session: ClientSession): Promise<Captured> {
  const { event, context } = entry;
  const { organization } = by.actor;
  const named = await loadLots(lotsNamed(event, namespace()), session);
  const ours = context === null ? undefined : await ourLots(event, named, session);
  const effects = effectsOf(event, namespace(), organization, ours);
  if (ours) refuse(await receivedFaults(event, effects, ours, by, session));
  const lots = [...new Set(effects.map((effect) => effect.lot))];
  const products = await productsOf(effects, by.actor, session);
  const after = applyAll(effects, named, event, by);
  const isYieldKnown = !ours || !hasForeignInput(event, ours);
  if (isYieldKnown) refuse([...yieldFaults(effects, products), ...packingFaults(event.bizStep, effects, products)]);
  const versions = await storeLots(after, named, products, session);
  await storeSet(event, organization, session);
  const parties = [...named.values(), ...after.values()].flatMap((lot) => lot.parties);
  const terms = [...named.keys(), ...lots].map(lotTerm).concat([organization, ...parties].map(readerTerm));
  await append(
    entry,
    { lots, versions: lots.map((lot) => versions.get(lot) ?? 0) },
    [...new Set([...factsOf(event, context ?? epcisContext(namespace())).terms, ...terms])],
    by,
    session,
  );
  return { eventID: event.eventID, lots };
}

/** A declared error goes by the eventID of the event that it declares, which stays where it is. */
function idOf(event: EpcisEvent): string {
  return event.errorDeclaration ? event.eventID + declarationSuffix : event.eventID;
}

async function append(
  { event, context, request }: Entry,
  changed: { lots: string[]; versions: number[] },
  terms: string[],
  by: By,
  session: ClientSession,
): Promise<void> {
  const nonce = newNonce();
  const row = {
    _id: idOf(event),
    event,
    context: context === null ? null : ownContext(context),
    eventTime: new Date(event.eventTime),
    recordTime: by.now,
    bizStep: event.bizStep ?? null,
    ...changed,
    terms,
    organization: by.actor.organization,
    actor: by.actor.id,
    request,
    fingerprint: by.fingerprint ?? null,
    nonce,
  };
  await Events.create([row], { session });
  await enqueue({ eventID: row._id, commitment: commitmentTo(event, nonce), recordTime: by.now }, session);
}

/** The lots after the event; every fault of every effect is reported. */
function applyAll(effects: Effect[], before: Map<string, Lot>, event: EpcisEvent, by: By): Map<string, LotState> {
  const moment = momentOf(event);
  const after = new Map<string, LotState>();
  const faults: DomainError[] = [];
  for (const effect of effects) {
    try {
      const lot = before.get(effect.lot) ?? null;
      mayRecord(by.actor, effect, lot);
      const ancestorsOf = (parent: string) => before.get(parent)?.ancestors ?? [];
      after.set(effect.lot, applyEffect(after.get(effect.lot) ?? lot, effect, moment, ancestorsOf));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push(error);
    }
  }
  refuse(faults);
  return after;
}
