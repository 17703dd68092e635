/**
 * The only door to events and lots. One transaction checks an event, changes the lots it names (compare-and-set by
 * their version), appends it and puts its commitment before the log: all of it or nothing.
 */
import { createHash } from 'node:crypto';
import { type ClientSession } from 'mongoose';
import { type By } from '../policy.js';
import { inTransaction, isDuplicateKey, namespace, newId } from '../db.js';
import { DomainError, Refusal } from '../errors.js';
import { eventHashId } from '../epcis/event-hash.js';
import { offsetOf } from '../epcis/time.js';
import { epcisContext, type ErrorDeclaration, type EpcisEvent, type EventDraft } from '../epcis/vocabulary.js';
import { organizationUri } from '../lots/effects.js';
import { asDeclared, declarationOf } from './correction.js';
import { Events } from './event.model.js';
import { clockSkewMs, isSameEvent, prepareReceived, type Received } from './received.js';
import { idOf, record, type Captured } from './record.js';

/** An event, or a function that builds it from what the transaction reads (and builds it anew when that changed). */
export type Draft = EventDraft | ((session: ClientSession) => Promise<EventDraft>);

/** What is written in the transaction of an event besides it. */
export type Besides = (captured: Captured, session: ClientSession) => Promise<unknown>;

/**
 * @param corrects eventID of the event in whose place this one stands: it is declared an error in the same transaction
 * @throws DomainError or Refusal: what the actor may not record, what the balance forbids (every fault at once),
 * `event-in-future`, `idempotency-key-reused`; of a correction also `depended-on` and what {@link findCorrected} throws
 */
export async function capture(draft: Draft, by: By, corrects?: string, besides?: Besides): Promise<Captured> {
  const request = requestReference(by);
  return once(request, by, async (session) => {
    const built = typeof draft === 'function' ? await draft(session) : draft;
    const event = completeEvent(corrects ? { ...built, 'nguon:corrects': corrects } : built, request, by);
    const captured = await record({ event, context: null, request }, by, session);
    const declaration = { reason: 'incorrect_data', correctiveEventIDs: [event.eventID] };
    if (corrects) await declare(corrects, declaration, `${request}-declared`, by, session);
    await besides?.(captured, session);
    return captured;
  });
}

/**
 * Declares an event an error that did not occur.
 * @param note words of the person, why
 * @throws DomainError or Refusal `depended-on`, and what {@link findCorrected} throws
 */
export async function declareError(eventID: string, note: string, by: By): Promise<Captured> {
  const request = requestReference(by);
  const declaration = { reason: 'did_not_occur', 'nguon:note': note };
  return once(request, by, (session) => declare(eventID, declaration, request, by, session));
}

async function declare(
  eventID: string,
  declaration: Omit<ErrorDeclaration, 'declarationTime'>,
  request: string,
  by: By,
  session: ClientSession,
): Promise<Captured> {
  const declared = await Events.findById(eventID, null, { session }).lean();
  if (!declared) throw new DomainError('not-found');
  const event = declarationOf(declared, { declarationTime: by.now.toISOString(), ...declaration }, by.now);
  return record({ event, context: declared.context, request }, by, session);
}

/** Does the work in a transaction, unless the same request was recorded before: then gives what came of it. */
async function once(request: string, by: By, work: (session: ClientSession) => Promise<Captured>): Promise<Captured> {
  try {
    return await inTransaction(work);
  } catch (error) {
    const isRefusal = error instanceof DomainError || error instanceof Refusal;
    if (!isRefusal && !isDuplicateKey(error)) throw error;
    const earlier = await Events.findOne({ request }).lean();
    if (!earlier) throw error;
    if (by.fingerprint && by.fingerprint !== earlier.fingerprint) throw new DomainError('idempotency-key-reused');
    return { eventID: earlier.event.eventID, lots: earlier.lots };
  }
}

/** Name of the request of `by`: what it makes (an event, a shipment) can be named after it. */
export function requestReference(by: By): string {
  return createHash('sha256').update(`${by.actor.id}:${by.key}`).digest('hex').slice(0, 32);
}

/** What became of one event of several. */
export type Outcome = Captured | { fault: DomainError | Refusal };

/**
 * What others do once events of another system are recorded. All of it can be done again, and is where a process dies
 * in between.
 */
export const afterReceived: ((received: readonly Received[]) => Promise<void>)[] = [];

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
  for (const follow of afterReceived) await follow(received);
  return outcomes;
}

async function outcomeOf(received: Received, by: By, session: ClientSession): Promise<Outcome> {
  try {
    const { event, context } = await asDeclared({ ...received, event: prepareReceived(received, by) }, by, session);
    const earlier = await Events.findById(idOf(event), null, { session }).lean();
    if (!earlier) return await record({ event, context, request: newId() }, by, session);
    const isMine = earlier.organization === by.actor.organization;
    if (!isMine || !isSameEvent(earlier.event, event)) throw new DomainError('event-exists', {}, 'eventID');
    return { eventID: event.eventID, lots: earlier.lots, isKnown: true };
  } catch (error) {
    if (error instanceof DomainError || error instanceof Refusal) return { fault: error };
    throw error;
  }
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
