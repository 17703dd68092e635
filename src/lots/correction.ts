/**
 * Corrections in the fold of a lot. Nothing recorded is edited: an event that a later one declares an error is folded
 * no more, and an event that corrects another is folded in its place, as if it had been recorded then.
 */
import { DomainError } from '../errors.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { applyEffect } from './balance.js';
import { newLotState, type LotState } from './lot-state.js';
import { type Effect, type Moment } from './effects.js';

/** What one event does to one lot. */
export interface LotEntry {
  moment: Moment;
  effects: Effect[];
}

/** The event that another declares an error or corrects; undefined for every other event. */
export function correctedBy(event: EpcisEvent): string | undefined {
  return event.errorDeclaration ? event.eventID : event['nguon:corrects'];
}

/** Paths of the lots that an event changes: those of its effects, and those of the event that it corrects. */
export function lotsChanged(effects: Effect[], lotsOfCorrected: string[] = []): string[] {
  return [...new Set([...effects.map(({ lot }) => lot), ...lotsOfCorrected])];
}

/** The entries of a lot after one more event. */
export function addEntry(entries: LotEntry[], event: EpcisEvent, entry: LotEntry): LotEntry[] {
  const own = entry.effects.length > 0 ? [entry] : [];
  const place = entries.findIndex(({ moment }) => moment.eventID === correctedBy(event));
  return place < 0 ? [...entries, ...own] : entries.toSpliced(place, 1, ...own);
}

/**
 * The lot that its entries make. Where none of them produces it any more, it is left as one that never was: nothing
 * produced, its code free for another.
 * @param before the lot until now
 * @param latest eventID of the entry that is new among them
 * @throws DomainError what forbids the latest entry; `depended-on` where a later one cannot stand without what it corrects
 */
export function foldEntries(
  entries: LotEntry[],
  before: LotState | null,
  latest: string,
  ancestorsOf: (parent: string) => string[],
): LotState | null {
  let state: LotState | null = null;
  for (const { moment, effects } of entries) {
    try {
      for (const effect of effects) state = applyEffect(state, effect, moment, ancestorsOf);
    } catch (error) {
      if (!(error instanceof DomainError) || moment.eventID === latest) throw error;
      throw new DomainError('depended-on', { lot: effects[0]?.lot ?? '', date: moment.day });
    }
  }
  return state ?? (before && withdraw(before));
}

function withdraw({ uom, firstEventTime, lastEventTime, parties }: LotState): LotState {
  return { ...newLotState(uom, firstEventTime), lastEventTime, parties };
}
