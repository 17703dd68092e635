/** What `record` reads and makes of a correction: the event that it is about, and the lots folded anew without it. */
import { isDeepStrictEqual } from 'node:util';
import { type ClientSession } from 'mongoose';
import { namespace } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { type ErrorDeclaration, type EpcisEvent } from '../epcis/vocabulary.js';
import { type LotState } from '../lots/lot-state.js';
import { addEntry, correctedBy, foldEntries, type LotEntry } from '../lots/correction.js';
import { effectsOf, momentOf, type Effect } from '../lots/effects.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { type By } from '../policy.js';
import { mayRecord } from './capture-rules.js';
import { declarationSuffix, Events, type StoredEvent } from './event.model.js';
import { isCopyOf } from './received.js';

/**
 * The event that this one declares an error or corrects; null where it does neither, or declares one that is not here.
 * @throws DomainError `not-found`, also for the event of another organisation; `not-correctable` for labels that were
 * issued and for what was done with a whole set; `already-corrected`; `role-not-allowed`
 */
export async function findCorrected(
  event: EpcisEvent,
  { actor }: By,
  session: ClientSession,
): Promise<StoredEvent | null> {
  const id = correctedBy(event);
  if (id === undefined) return null;
  const found = await Events.findById(id, null, { session }).lean();
  if (!found && event.errorDeclaration) return null;
  const field = event.errorDeclaration ? undefined : 'corrects';
  if (found?.organization !== actor.organization) throw new DomainError('not-found', {}, field);
  if (await Events.exists({ _id: id + declarationSuffix }).session(session)) throw new DomainError('already-corrected');
  if (found.event['nguon:set']) throw new DomainError('not-correctable');
  for (const effect of effectsOn(found)) {
    if (effect.kind === 'label') throw new DomainError('not-correctable');
    mayRecord(actor, effect, null);
  }
  return found;
}

/** The near-copy by which an event is declared an error (EPCIS 2.0, 7.4.1.4). */
export function declarationOf({ event }: StoredEvent, errorDeclaration: ErrorDeclaration, now: Date): EpcisEvent {
  return { ...event, recordTime: now.toISOString(), errorDeclaration };
}

/**
 * An event of another system as it is recorded: the declaration of one that moved lots of ours as a near-copy of what
 * is stored, every other event as it came.
 * @throws DomainError `event-exists` where it is no copy, or the event of another organisation
 */
export async function asDeclared(
  { event, context }: { event: EpcisEvent; context: unknown },
  { actor, now }: By,
  session: ClientSession,
): Promise<{ event: EpcisEvent; context: unknown }> {
  const { eventID, errorDeclaration } = event;
  const declared = errorDeclaration && (await Events.findById(eventID, null, { session }).lean());
  if (!errorDeclaration || !declared) return { event, context };
  const isMine = declared.organization === actor.organization;
  const moved = declared.lots.length > 0;
  if (!isMine || (moved && !isCopyOf(declared.event, event))) throw new DomainError('event-exists', {}, 'eventID');
  if (!moved) return { event, context };
  if (declared.event['nguon:recall']) throw new DomainError('not-correctable'); // lifted as a whole
  return { event: declarationOf(declared, errorDeclaration, now), context: declared.context };
}

/** An event, what it does to lots, and all lots that it changes. */
export interface Correction {
  event: EpcisEvent;
  effects: Effect[];
  lots: string[];
}

/**
 * The lots after a correction; every fault of every lot is reported.
 * @throws Refusal: what forbids the corrective event, `depended-on` where a later one cannot stand without the declared
 */
export async function applyCorrection(
  { event, effects, lots }: Correction,
  before: Map<string, Lot>,
  by: By,
  session: ClientSession,
): Promise<Map<string, LotState>> {
  const moment = momentOf(event);
  const after = new Map<string, LotState>();
  const faults: DomainError[] = [];
  for (const path of lots) {
    const lot = before.get(path) ?? null;
    const own = effects.filter((effect) => effect.lot === path);
    try {
      for (const effect of own) mayRecord(by.actor, effect, lot);
      const entries = addEntry(await entriesOf(path, session), event, { moment, effects: own });
      const ancestorsOf = await ancestorsOfParents(entries, session);
      const state = foldEntries(entries, lot, moment.eventID, ancestorsOf);
      if (!state) continue;
      if (lot && !isDeepStrictEqual(lot.ancestors, state.ancestors)) await refuseWithChildren(path, session);
      after.set(path, state);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push(error);
    }
  }
  refuse(faults);
  return after;
}

/** What the events of a lot do to it, in the order in which they are folded. */
async function entriesOf(path: string, session: ClientSession): Promise<LotEntry[]> {
  const found = await Events.find({ lots: path }, null, { session }).lean();
  const versionOf = ({ lots, versions }: StoredEvent) => versions[lots.indexOf(path)] ?? 0;
  return found
    .sort((one, other) => versionOf(one) - versionOf(other))
    .reduce<LotEntry[]>((entries, stored) => {
      const effects = effectsOn(stored).filter(({ lot }) => lot === path);
      return addEntry(entries, stored.event, { moment: momentOf(stored.event), effects });
    }, []);
}

function effectsOn({ event, organization, lots }: StoredEvent): Effect[] {
  return effectsOf(event, namespace(), organization, new Set(lots));
}

async function ancestorsOfParents(entries: LotEntry[], session: ClientSession): Promise<(parent: string) => string[]> {
  const parents = entries.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'produce' ? effect.parents : [])),
  );
  const found = new Map((await lotsByPath(parents, session)).map(({ _id, ancestors }) => [_id, ancestors]));
  return (parent) => found.get(parent) ?? [];
}

/** A lot keeps the ancestors on which the lots made from it were built. */
async function refuseWithChildren(path: string, session: ClientSession): Promise<void> {
  const child = await Lots.findOne({ parents: path }, null, { session }).lean();
  if (child) throw new DomainError('depended-on', { lot: child._id, date: child.firstEventTime.slice(0, 10) });
}
