/**
 * One step of the log. One transaction takes what waits out of the waiting room and into positions, bundles, tiles and
 * head: all of it or nothing, and only onto the size that it read. What is committed stays, and only then it is signed.
 * A process that dies before the commit leaves all of it waiting; after the commit, a head that the next step signs.
 */
import { type ClientSession } from 'mongoose';
import { inTransaction, trusted } from '../db.js';
import { leafHash } from './merkle.js';
import { findHead, findTiles, LogHeads, LogPositions, LogTiles, PendingEntries } from './log.model.js';
import { type LogHead, type PendingEntry } from './log.model.js';
import { signCheckpoint, type LogKey } from './note.js';
import { edgePaths, grow, growBundles, nextBundlePath, readEdge, rootOfEdge } from './tile.js';

/**
 * Gives the entries the next positions, in the order of `batch`.
 * @param batch at most a few hundred: the embedded engine's transactions slow down beyond
 * @returns false when another process was faster with one of them: nothing is changed then
 * @throws Error when the tiles at the edge do not give the root that was committed
 */
export async function appendBatch(batch: readonly PendingEntry[]): Promise<boolean> {
  return inTransaction(async (session) => {
    const head = await findHead(session);
    if (!head) throw new Error('the log is not open');
    const { root, tiles } = await extend(head, batch, session);
    const isOurs = (await takeOut(batch, session)) && (await advance(head, root, batch.length, session));
    if (!isOurs) {
      await session.abortTransaction();
      return false;
    }
    const positions = batch.map(({ _id }, at) => ({ _id: head.size + at, event: _id }));
    await LogPositions.insertMany(positions, { session });
    const writes = [...tiles].map(([_id, bytes]) => ({
      updateOne: { filter: { _id }, update: { $set: { bytes } }, upsert: true },
    }));
    await LogTiles.bulkWrite(writes, { session });
    return true;
  });
}

/** Signs what is committed and not yet signed; of two processes that do so at once the greater size stays. */
export async function signHead(key: LogKey): Promise<void> {
  const head = await findHead();
  if (!head || head.size === head.checkpointSize) return;
  const checkpoint = signCheckpoint(head, key);
  await LogHeads.updateOne(
    { _id: 'log', checkpointSize: head.checkpointSize },
    { $set: { checkpoint, checkpointSize: head.size } },
  );
}

async function extend(head: LogHead, batch: readonly PendingEntry[], session: ClientSession) {
  const paths = edgePaths(head.size).flatMap((path) => path ?? []);
  const bundlePath = nextBundlePath(head.size);
  const old = await findTiles([...paths, bundlePath], session);
  const edge = readEdge(head.size, old);
  if (!rootOfEdge(edge).equals(head.root)) throw new Error(`the log is damaged: its ${head.size} entries changed`);
  const commitments = batch.map(({ commitment }) => commitment);
  const bundles = growBundles(old.get(bundlePath), head.size, commitments);
  const grown = grow(edge, head.size, commitments.map(leafHash));
  return { root: rootOfEdge(grown.edge), tiles: new Map([...bundles, ...grown.tiles]) };
}

async function takeOut(batch: readonly PendingEntry[], session: ClientSession): Promise<boolean> {
  let taken = 0;
  for (let start = 0; start < batch.length; start += 100) {
    const ids = batch.slice(start, start + 100).map(({ _id }) => _id);
    const { deletedCount } = await PendingEntries.deleteMany({ _id: trusted({ $in: ids }) }, { session });
    taken += deletedCount;
  }
  return taken === batch.length;
}

async function advance(head: LogHead, root: Buffer, count: number, session: ClientSession): Promise<boolean> {
  const change = { $set: { size: head.size + count, root } };
  const { matchedCount } = await LogHeads.updateOne({ _id: 'log', size: head.size }, change, { session });
  return matchedCount === 1;
}
