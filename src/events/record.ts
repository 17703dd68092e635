/**
 * Records one event inside a transaction: checks it, changes the lots it names (compare-and-set by their version),
 * appends it and puts its commitment before the log. `capture` alone calls it.
 */
import { type ClientSession } from 'mongoose';
import { namespace } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { ownContext } from '../epcis/context.js';
import { epcisContext, type EpcisEvent } from '../epcis/vocabulary.js';
import { enqueue } from '../ledger/append.js';
import { commitmentTo, newNonce } from '../ledger/commitment.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { applyEffect } from '../lots/balance.js';
import { type LotState } from '../lots/lot-state.js';
import { lotsChanged } from '../lots/correction.js';
import { effectsOf, momentOf, type Effect } from '../lots/effects.js';
import { type Lot } from '../lots/lot.model.js';
import { recallOf } from '../lots/recall-of.js';
import { type By } from '../policy.js';
import { mayRecord, packingFaults, productsOf, yieldFaults } from './capture-rules.js';
import { applyCorrection, findCorrected } from './correction.js';
import { factsOf } from './epcis/facts.js';
import { lotsNamed, lotTerm, readerTerm } from './event-terms.js';
import { declarationSuffix, Events } from './event.model.js';
import { hasForeignInput, ourLots, receivedFaults } from './received.js';
import { loadLots, storeLots } from './store-lots.js';
import { storeRun } from './store-runs.js';
import { storeSet } from './store-sets.js';

export interface Entry {
  event: EpcisEvent;
  /** `@context` of the document in which another system sent it; null for our own. */
  context: unknown;
  request: string;
}

export interface Captured {
  eventID: string;
  /** Paths of the lots of ours that the event changed. */
  lots: string[];
  /** It was recorded before, word for word. */
  isKnown?: boolean;
}

/** @throws DomainError or Refusal: what the actor may not record, what the balance forbids (every fault at once) */
export async function record(entry: Entry, by: By, session: ClientSession): Promise<Captured> {
  const { event, context } = entry;
  const { organization } = by.actor;
  const corrected = await findCorrected(event, by, session);
  const named = await loadLots([...new Set([...lotsNamed(event, namespace()), ...(corrected?.lots ?? [])])], session);
  const isForeign = context !== null && !event.errorDeclaration;
  const ours = isForeign ? await ourLots(event, named, session) : undefined;
  const effects = effectsOf(event, namespace(), organization, ours);
  if (ours) refuse(await receivedFaults(event, effects, ours, by, session));
  const lots = lotsChanged(effects, corrected?.lots);
  const products = await productsOf(effects, by.actor, session);
  const after = corrected
    ? await applyCorrection({ event, effects, lots }, named, by, session)
    : applyAll(effects, named, event, by);
  const isYieldKnown = !ours || !hasForeignInput(event, ours);
  if (isYieldKnown) refuse([...yieldFaults(effects, products), ...packingFaults(event.bizStep, effects, products)]);
  const versions = await storeLots(after, named, products, session);
  await storeSet(event, organization, session);
  await storeRun(event, by.now, session);
  if (isForeign && effects.some(({ kind }) => kind === 'recall')) await announceRecall(entry, lots, session);
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

/** What was made of the lots is recalled too, from now on: see `recalls/received.service.ts`. */
async function announceRecall(entry: Entry, roots: string[], session: ClientSession): Promise<void> {
  await AnnouncedRecalls.create([{ _id: recallOf(entry), roots, eventID: entry.event.eventID }], { session });
}

/** A declared error goes by the eventID of the event that it declares, which stays where it is. */
export function idOf(event: EpcisEvent): string {
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
