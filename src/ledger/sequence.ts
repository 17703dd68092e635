/**
 * The steps of the log. Each fixes something for ever: a position, a longer tile, a greater head. An entry once at a
 * position stays there, and all else follows from the positions; so whoever comes after a process that died, or works
 * beside one, makes the same tree and signs the same checkpoints. There is no transaction: one that dies with its
 * process would keep the head locked until the database gives it up, a minute later.
 */
import { isDuplicateKey } from '../db.js';
import {
  findPositions,
  findTiles,
  lengthenTiles,
  listEntries,
  LogEntries,
  LogHeads,
  removePending,
} from './log.model.js';
import { type LogHead, type PendingEntry } from './log.model.js';
import { leafHash } from './merkle.js';
import { signCheckpoint, type LogKey } from './note.js';
import { bytesEach, edgePaths, grow, growBundles, nextBundlePath, readEdge, rootOfEdge } from './tile.js';

/** Entries that one step takes. */
export const entriesOfStep = 256;

/**
 * Gives what waits the next positions, in its order, and takes it out of the waiting room. What a process before had
 * placed and not taken out is only taken out.
 * @param pending at most {@link entriesOfStep}
 */
export async function place(head: LogHead, pending: readonly PendingEntry[]): Promise<void> {
  const placed = await findPositions(pending.map(({ _id }) => _id));
  const fresh = pending.filter(({ _id }) => !placed.has(_id));
  const end = await findEnd(head.size);
  try {
    // In order up to the first that fails, so that there is never a gap.
    const entries = fresh.map(({ _id, commitment }, index) => ({ _id: end + index, event: _id, commitment }));
    await LogEntries.insertMany(entries, { ordered: true });
  } catch (error) {
    if (isDuplicateKey(error)) return; // another process is at it; what it leaves waits for the next look
    throw error;
  }
  await removePending(pending.map(({ _id }) => _id));
}

/**
 * Takes the entries behind the head into tiles and bundles, and signs the greater tree.
 * @returns the new head; the same when there is nothing behind it or another process was faster
 * @throws Error when the tiles at the edge do not give the root that was signed
 */
export async function extend(head: LogHead, key: LogKey): Promise<LogHead> {
  const entries = (await listEntries(head.size, entriesOfStep)).map(({ commitment }) => commitment);
  if (entries.length === 0) return head;
  const bundlePath = nextBundlePath(head.size);
  const old = await findTiles([...edgePaths(head.size).flatMap((path) => path ?? []), bundlePath]);
  const edge = readEdge(head.size, old);
  if (!rootOfEdge(edge).equals(head.root)) throw new Error(`the log is damaged: its ${head.size} entries changed`);
  const bundles = growBundles(old.get(bundlePath), head.size, entries);
  const grown = grow(edge, head.size, entries.map(leafHash));
  await lengthenTiles([...tileRows(bundles, bytesEach('entries')), ...tileRows(grown.tiles, bytesEach(0))]);
  const tree = { size: head.size + entries.length, root: rootOfEdge(grown.edge) };
  const change = { ...tree, checkpoint: signCheckpoint(tree, key) };
  const { matchedCount } = await LogHeads.updateOne({ _id: 'log', size: head.size }, { $set: change });
  return matchedCount === 1 ? { ...head, ...change } : head;
}

/** The first position behind `size` that is free. */
export async function findEnd(size: number): Promise<number> {
  for (let end = size; ; end += entriesOfStep) {
    const { length } = await listEntries(end, entriesOfStep);
    if (length < entriesOfStep) return end + length;
  }
}

const tileRows = (tiles: ReadonlyMap<string, Buffer>, each: number) =>
  [...tiles].map(([_id, bytes]) => ({ _id, bytes, width: bytes.length / each }));
