/** The recorded events beside the log: what opens their commitments, and those that the log does not have. */
import { idsAtOnce, inSlices, trusted } from '../db.js';
import { Events, type StoredEvent } from '../events/event.model.js';
import { findPositions, findWaiting } from '../ledger/log.model.js';

export type Recorded = Pick<StoredEvent, '_id' | 'event' | 'nonce' | 'lots' | 'versions' | 'organization'>;

const shown = { event: 1, nonce: 1, lots: 1, versions: 1, organization: 1 } as const;
const plainBytes = { lean: true, promoteBuffers: true };

/** By eventID, as far as they are there. */
export async function findRecorded(eventIDs: readonly string[]): Promise<Map<string, Recorded>> {
  const found = await inSlices(eventIDs, async (some): Promise<Recorded[]> =>
    Events.find({ _id: trusted({ $in: some }) }, shown, plainBytes),
  );
  return new Map(found.map((recorded) => [recorded._id, recorded]));
}

export async function countEvents(): Promise<number> {
  return Events.countDocuments({});
}

/** Events that are in the store, but neither in the log nor waiting for it. */
export async function* listStrays(): AsyncGenerator<string> {
  let batch: string[] = [];
  for await (const { _id } of Events.find({}, { _id: 1 }).lean().cursor({ batchSize: 500 })) {
    batch.push(_id);
    if (batch.length < idsAtOnce) continue;
    yield* await straysOf(batch);
    batch = [];
  }
  yield* await straysOf(batch);
}

/** What leaves the waiting room has a position before: so it is looked for there first. */
async function straysOf(eventIDs: readonly string[]): Promise<string[]> {
  const waiting = new Set(await findWaiting(eventIDs));
  const positions = await findPositions(eventIDs);
  return eventIDs.filter((eventID) => !waiting.has(eventID) && !positions.has(eventID));
}
