/** Compares every stored set with what its events make of it, and puts right those that differ. Never touches an event. */
import { isDeepStrictEqual } from 'node:util';
import { namespace, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { applySetEvent, setOfEvent, type SetState } from '../lots/set-state.js';
import { Sets, type PackedSet } from '../lots/set.model.js';
import { Events, type StoredEvent } from './event.model.js';
import { stateOf } from './store-sets.js';

export interface SetDifference {
  set: string;
  /** Fields that differ; empty where one of the two sets does not exist. */
  fields: string[];
  /** What is wrong beside the fields, as words. */
  fault: string | null;
  /** What the events make; null where they make no whole set. */
  folded: SetState | null;
}

/** Sets that somebody changes meanwhile are looked at once more. */
export async function compareSets(): Promise<{ sets: number; differences: SetDifference[] }> {
  const events = await eventsOfSets(trusted({ $exists: true }));
  const stored = (await Sets.find({}).lean()) as PackedSet[];
  const paths = new Set([...events.keys(), ...stored.map(({ _id }) => _id)]);
  const byPath = new Map(stored.map((set) => [set._id, set]));
  const suspects = [...paths].filter((path) => compare(path, byPath.get(path) ?? null, events.get(path) ?? []));
  const differences: SetDifference[] = [];
  for (const path of suspects.sort()) {
    const own = await eventsOfSets(path);
    const difference = compare(path, await Sets.findById(path).lean(), own.get(path) ?? []);
    if (difference) differences.push(difference);
  }
  return { sets: paths.size, differences };
}

/** By the path of their set. */
async function eventsOfSets(path: string | { $exists: boolean }): Promise<Map<string, StoredEvent[]>> {
  const found = new Map<string, StoredEvent[]>();
  const rows = Events.find({ 'event.nguon:set.path': path }).lean().cursor({ batchSize: 500 });
  for await (const row of rows) {
    const set = setOfEvent(row.event);
    if (set) found.set(set, [...(found.get(set) ?? []), row]);
  }
  return found;
}

function compare(set: string, stored: PackedSet | null, events: StoredEvent[]): SetDifference | null {
  const { folded, fault } = fold(events);
  const found = fault ?? (stored ? null : 'not stored') ?? (folded ? null : 'no event made it');
  const [one, other] = [stateOf(stored), folded].map((state) => new Map<string, unknown>(Object.entries(state ?? {})));
  const names = stored && folded ? [...new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])] : [];
  const fields = names.filter((name) => !isDeepStrictEqual(one?.get(name), other?.get(name)));
  return fields.length > 0 || found ? { set, fields, fault: found, folded } : null;
}

/** All events of a set change the same lots, whose versions say in which order they came. */
function fold(events: StoredEvent[]): { folded: SetState | null; fault: string | null } {
  let folded: SetState | null = null;
  const versionOf = ({ lots, versions }: StoredEvent) => versions[lots.indexOf([...lots].sort()[0] ?? '')] ?? 0;
  for (const { event, organization } of events.toSorted((one, other) => versionOf(one) - versionOf(other))) {
    try {
      folded = applySetEvent(folded, event, organization, namespace());
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { folded: null, fault: `${error.code} at ${event.eventID}` };
    }
  }
  return { folded, fault: null };
}

/** Puts a stored set right. False when its events make no whole set. */
export async function restoreSet({ set, folded }: SetDifference): Promise<boolean> {
  if (!folded) return false;
  await Sets.replaceOne({ _id: set }, { ...folded, _id: set }, { upsert: true });
  return true;
}
