/**
 * Folds recorded events once more and says where a stored lot is not what they make of it. The events may come in any
 * order and more than once: each waits until its lots have reached the versions before it, so that only those that came
 * too early are kept.
 */
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../errors.js';
import { readLotPath } from '../epcis/identifiers.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { applyEffect } from './balance.js';
import { type LotState } from './lot-state.js';
import { addEntry, correctedBy, foldEntries, type LotEntry } from './correction.js';
import { effectsOf, momentOf, type Effect } from './effects.js';
import { type Lot } from './lot.model.js';

/** An event, the lots that it changed and the version that each of them reached by it. */
export interface RecordedEvent {
  event: EpcisEvent;
  lots: string[];
  versions: number[];
  /** Who recorded it. */
  organization: string;
}

export interface FoldedLot {
  version: number;
  /** Null when no event produced it. */
  state: LotState | null;
  /** The organisation that produced it. */
  organization: string | null;
  /** Why its events do not make a lot, else null. */
  fault: string | null;
  /** What is folded, kept for the corrections to come. */
  entries: LotEntry[];
}

export interface Fold {
  add(record: RecordedEvent): void;
  /** By path; lots of events that still wait for an earlier one carry a fault. */
  lots(): Map<string, FoldedLot>;
}

export function startFold(namespace: string): Fold {
  const lots = new Map<string, FoldedLot>();
  const waiting = new Map<string, RecordedEvent[]>(); // by lot and the version they wait for
  const versionOf = (lot: string) => lots.get(lot)?.version ?? 0;

  const add = (first: RecordedEvent) => {
    const ready = [first];
    for (let record = ready.pop(); record; record = ready.pop()) {
      const missing = stepsOf(record).find(({ lot, version }) => versionOf(lot) < version - 1);
      if (missing) {
        const place = placeOf(missing.lot, missing.version - 1);
        waiting.set(place, [...(waiting.get(place) ?? []), record]);
        continue;
      }
      for (const lot of foldEvent(record, lots, namespace)) {
        const place = placeOf(lot, versionOf(lot));
        ready.push(...(waiting.get(place) ?? []));
        waiting.delete(place);
      }
    }
  };
  return { add, lots: () => withGaps(lots, [...waiting.values()].flat()) };
}

const placeOf = (lot: string, version: number) => `${lot} ${version}`;

function stepsOf({ lots, versions }: RecordedEvent): { lot: string; version: number }[] {
  return lots.map((lot, index) => ({ lot, version: versions[index] ?? 0 }));
}

/** Applies an event to those of its lots that have not seen it; gives their paths. */
function foldEvent(record: RecordedEvent, lots: Map<string, FoldedLot>, namespace: string): string[] {
  const due = stepsOf(record).filter(({ lot, version }) => (lots.get(lot)?.version ?? 0) === version - 1);
  const effects = due.length === 0 ? [] : readEffects(record, namespace);
  const after = due.map(({ lot, version }) => {
    const before = lots.get(lot) ?? emptyFold();
    const own = typeof effects === 'string' ? effects : effects.filter((effect) => effect.lot === lot);
    return [lot, { ...foldLot(before, own, record.event, lots), version }] as const;
  });
  for (const [lot, folded] of after) lots.set(lot, folded);
  return due.map(({ lot }) => lot);
}

function readEffects({ event, organization, lots }: RecordedEvent, namespace: string): Effect[] | string {
  try {
    return effectsOf(event, namespace, organization, new Set(lots));
  } catch (error) {
    return faultOf(error, event);
  }
}

function emptyFold(): FoldedLot {
  return { version: 0, state: null, organization: null, fault: null, entries: [] };
}

function foldLot(before: FoldedLot, effects: Effect[] | string, event: EpcisEvent, lots: Map<string, FoldedLot>) {
  if (typeof effects === 'string') return { ...before, fault: before.fault ?? effects };
  const moment = momentOf(event);
  const entries = addEntry(before.entries, event, { moment, effects });
  const ancestorsOf = (parent: string) => lots.get(parent)?.state?.ancestors ?? [];
  const produced = effects.find((effect) => effect.kind === 'produce');
  try {
    const state = correctedBy(event)
      ? foldEntries(entries, before.state, event.eventID, ancestorsOf)
      : effects.reduce<LotState | null>((s, effect) => applyEffect(s, effect, moment, ancestorsOf), before.state);
    return { ...before, entries, state, organization: produced?.organization ?? before.organization };
  } catch (error) {
    return { ...before, fault: before.fault ?? faultOf(error, event) };
  }
}

function faultOf(error: unknown, event: EpcisEvent): string {
  if (!(error instanceof DomainError)) throw error;
  return `${error.code} at ${event.eventID}`;
}

function withGaps(lots: Map<string, FoldedLot>, left: RecordedEvent[]): Map<string, FoldedLot> {
  const whole = new Map(lots);
  for (const { lot } of left.flatMap(stepsOf)) {
    const folded = lots.get(lot) ?? emptyFold();
    whole.set(lot, { ...folded, fault: folded.fault ?? `an event is missing after version ${folded.version}` });
  }
  return whole;
}

/** The lot document that the events make; null when they make none. `products`: identifiers by product key. */
export function lotOfFold(path: string, folded: FoldedLot | undefined, products: Map<string, string>): Lot | null {
  const name = readLotPath(path);
  const product = name && products.get(name.productKey);
  if (!name || !product || !folded?.state || folded.organization === null) return null;
  const { state, organization, version } = folded;
  return { _id: path, code: name.code, product, organization, version, ...state };
}

/** Names of the fields in which two lots differ. */
export function differingFields(one: Lot, other: Lot): string[] {
  const [left, right] = [one, other].map((lot) => new Map(Object.entries(lot)));
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete('__v'); // Mongoose's own
  return [...names].filter((name) => !isDeepStrictEqual(left?.get(name), right?.get(name)));
}
