/**
 * The only writer of events and lots. One transaction checks an event, changes the lots it names (compare-and-set by
 * their version), appends it and puts its commitment before the log: all of it or nothing.
 */
import { createHash } from 'node:crypto';
import mongoose, { type AnyBulkWriteOperation, type ClientSession } from 'mongoose';
import { type By } from '../policy.js';
import { inTransaction, isDuplicateKey, namespace, trusted } from '../db.js';
import { DomainError, Refusal, refuse } from '../errors.js';
import { eventHashId } from '../epcis/event-hash.js';
import { readLotPath } from '../epcis/identifiers.js';
import { offsetOf } from '../epcis/time.js';
import { epcisContext, type EpcisEvent, type EventDraft } from '../epcis/vocabulary.js';
import { enqueue } from '../ledger/append.js';
import { commitmentTo, newNonce } from '../ledger/commitment.js';
import { applyEffect, type LotState } from '../lots/balance.js';
import { effectsOf, momentOf, organizationUri, type Effect } from '../lots/effects.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { Products, type Product } from '../registry/product.model.js';
import { mayRecord, packingFaults, productsOf, yieldFaults } from './capture-rules.js';
import { Events } from './event.model.js';

export interface Captured {
  eventID: string;
  /** Paths of the lots of ours that the event names. */
  lots: string[];
}

/** An event, or a function that builds it from what the transaction reads (and builds it anew when that changed). */
export type Draft = EventDraft | ((session: ClientSession) => Promise<EventDraft>);

/** Clocks of phones run ahead a little. */
const clockSkewMs = 120_000;

/**
 * @throws DomainError or Refusal: what the actor may not record, what the balance forbids (every fault at once),
 * `event-in-future`, `idempotency-key-reused`
 */
export async function capture(draft: Draft, by: By): Promise<Captured> {
  const request = requestReference(by);
  try {
    return await inTransaction(async (session) => {
      const event = completeEvent(typeof draft === 'function' ? await draft(session) : draft, request, by);
      return record(event, request, by, session);
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

async function record(event: EpcisEvent, request: string, by: By, session: ClientSession): Promise<Captured> {
  const effects = effectsOf(event, namespace(), by.actor.organization);
  const lots = [...new Set(effects.map((effect) => effect.lot))];
  const before = await loadLots(lots, session);
  const products = await productsOf(effects, by.actor, session);
  const after = applyAll(effects, before, event, by);
  refuse([...yieldFaults(effects, products), ...packingFaults(event.bizStep, effects, products)]);
  const versions = await storeLots(after, before, products, session);
  const nonce = newNonce();
  await Events.create(
    [
      {
        _id: event.eventID,
        event,
        eventTime: new Date(event.eventTime),
        recordTime: by.now,
        bizStep: event.bizStep ?? null,
        lots,
        versions: lots.map((lot) => versions.get(lot) ?? 0),
        organization: by.actor.organization,
        actor: by.actor.id,
        request,
        fingerprint: by.fingerprint ?? null,
        nonce,
      },
    ],
    { session },
  );
  const { eventID } = event;
  await enqueue({ eventID, commitment: commitmentTo(event, nonce), recordTime: by.now }, session);
  return { eventID, lots };
}

/** `$in` in slices, which the embedded engine answers far faster than one long list. */
async function loadLots(paths: string[], session: ClientSession): Promise<Map<string, Lot>> {
  const found = new Map<string, Lot>();
  for (let start = 0; start < paths.length; start += 100) {
    const slice = await Lots.find({ _id: trusted({ $in: paths.slice(start, start + 100) }) }, null, { session }).lean();
    for (const lot of slice) found.set(lot._id, lot);
  }
  return found;
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

async function storeLots(
  after: Map<string, LotState>,
  before: Map<string, Lot>,
  products: Map<string, Product>,
  session: ClientSession,
): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  const writes: AnyBulkWriteOperation<Lot>[] = [];
  for (const [path, state] of after) {
    const old = before.get(path);
    const version = (old?.version ?? 0) + 1;
    versions.set(path, version);
    if (old) {
      const change = { $set: { ...stateOf(state), version } };
      writes.push({ updateOne: { filter: { _id: path, version: old.version }, update: change } });
    } else {
      writes.push({ insertOne: { document: newLot(path, state, version, products) } });
    }
  }
  if (writes.length === 0) return versions;
  await markInUse(
    [...after.keys()].filter((path) => !before.has(path)),
    products,
    session,
  );
  const result = await Lots.bulkWrite(writes, { session });
  if (result.insertedCount + result.matchedCount !== writes.length) throw conflict();
  return versions;
}

/** From its first lot on a product keeps its key and its unit. */
async function markInUse(newLots: string[], products: Map<string, Product>, session: ClientSession): Promise<void> {
  for (const key of new Set(newLots.map((path) => readLotPath(path)?.productKey ?? ''))) {
    const product = products.get(key);
    if (product && !product.inUse)
      await Products.updateOne({ _id: product._id }, { $set: { inUse: true } }, { session });
  }
}

function newLot(path: string, state: LotState, version: number, products: Map<string, Product>): Lot {
  const name = readLotPath(path);
  const product = name && products.get(name.productKey);
  if (!name || !product) throw new DomainError('not-found', { lot: path });
  return { _id: path, code: name.code, product: product._id, organization: product.organization, version, ...state };
}

/** Drops what a lot document has beside its state. */
function stateOf(state: LotState & { _id?: string }): Partial<LotState> {
  const { _id, ...fields } = state;
  void _id;
  return fields;
}

/** Another transaction changed a lot since it was read: the driver starts the transaction again. */
function conflict(): Error {
  const error = new mongoose.mongo.MongoError('a lot changed while an event was recorded');
  error.addErrorLabel('TransientTransactionError');
  return error;
}
