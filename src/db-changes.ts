/** Follows what changes in the store, whoever changes it. */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { newId, Settings } from './db.js';

export interface StoreChanges {
  /** Identifiers of changed documents with their collections; null for a collection that changed as a whole. */
  changes: { collection: string; id: unknown }[];
  /** `performance.now()` of a moment before which no change is missing any more; undefined where nothing proves one. */
  until: number | undefined;
}

/**
 * Follows the changes of these collections from now on, a few times a second. An empty batch proves nothing: a store may
 * give one while it has not read on to the present. What proves is a beat: a change of our own that comes back behind
 * all that were made before it.
 * @param busiest collections that none of them is, where most of the store's changes happen
 * @param isWanted false while nobody needs a proof: nothing is written then
 * @param signal ends it, with an error
 * @throws Error when the stream breaks or is silent; what changed in between is lost to whoever begins anew
 */
export async function* followChanges(
  collections: readonly string[],
  { busiest, isWanted, signal }: { busiest: readonly string[]; isWanted: () => boolean; signal: AbortSignal },
): AsyncGenerator<StoreChanges> {
  const silence = new AbortController();
  const patience = setTimeout(() => silence.abort(new Error('the stream of changes is silent')), millisOfSilence);
  const cursor = changesOf(collections, busiest, AbortSignal.any([signal, silence.signal]));
  let beat: { name: string; sentAt: number } | undefined;
  try {
    for (;;) {
      const first = await cursor.tryNext(); // asks once: the batch of before was read to its end
      if (cursor.closed || cursor.id?.isZero()) throw new Error('the stream of changes has ended');
      patience.refresh();
      const events = first ? [first, ...cursor.readBufferedDocuments()] : [];
      const isProved = beat && events.some(({ updateDescription: u }) => u?.updatedFields?.beat === beat?.name);
      const others = events.filter(({ ns }) => ns?.coll !== Settings.collection.name);
      const changes = others.map(({ ns, documentKey: key }) => ({ collection: ns?.coll ?? '', id: key?._id ?? null }));
      yield { changes, until: isProved ? beat?.sentAt : undefined };
      if (beat && !isProved) continue;
      await sleep(millisBetweenBeats, undefined, { signal }); // the store has other things to do
      beat = isWanted() ? { name: newId(), sentAt: performance.now() } : undefined;
      if (beat) await Settings.updateOne({ _id: 'store' }, { $set: { beat: beat.name } });
    }
  } finally {
    clearTimeout(patience);
    await cursor.close().catch(() => undefined);
  }
}

function changesOf(collections: readonly string[], busiest: readonly string[], signal: AbortSignal) {
  const { db } = mongoose.connection;
  if (!db) throw new Error('the store is not connected');
  const names = [...collections, Settings.collection.name];
  const wanted = [{ 'ns.coll': { $in: names } }, { operationType: { $in: ['invalidate', 'dropDatabase'] } }];
  const rare = { 'ns.coll': { $nin: busiest } }; // the embedded store judges each change, and this is judged fastest
  const told = { ns: 1, documentKey: 1, 'updateDescription.updatedFields.beat': 1 };
  const stages = [{ $changeStream: {} }, { $match: rare }, { $match: { $or: wanted } }, { $project: told }];
  const options = { maxAwaitTimeMS: millisToWait, batchSize: 500, signal };
  return db.aggregate<ChangeEvent>(stages, options);
}

const millisOfSilence = 5000;
const millisToWait = 200;
const millisBetweenBeats = 150;

/** As far as it is read here; some kinds of change have no document, and the end of a database no collection. */
interface ChangeEvent {
  _id: unknown;
  ns?: { coll?: string };
  documentKey?: { _id: unknown };
  updateDescription?: { updatedFields?: { beat?: unknown } };
}
