/** What the log shows: its checkpoint, its tiles, and the proof that an event is in it. */
import { DomainError } from '../errors.js';
import { findHead, findPositions, findTiles, listEntries, type LogEntry } from './log.model.js';
import { consistencyRanges, foldNodes, inclusionRanges, nodesOf, type Node, type Range } from './merkle.js';
import { bytesEach, hashOfNode, readTilePath, tileOfNode, tilePath, tileWidth } from './tile.js';

/** An entry's place in the tree of a checkpoint, provable without asking the server again. */
export interface InclusionProof {
  position: number;
  /** Hashes from the leaf upwards (RFC 6962 section 2.1.1). */
  hashes: Buffer[];
  /** Signed note that names the size and the root of the tree. */
  checkpoint: string;
}

/** @throws DomainError `not-found` before the log is opened */
export async function getCheckpoint(): Promise<string> {
  const head = await findHead();
  if (!head) throw new DomainError('not-found');
  return head.checkpoint;
}

/** @throws DomainError `not-found` before the log is opened */
export async function getVkey(): Promise<string> {
  const head = await findHead();
  if (!head) throw new DomainError('not-found');
  return head.vkey;
}

/**
 * The bytes under a path of C2SP tlog-tiles, `tile/0/x001/234.p/5`; the same for ever.
 * @throws DomainError `not-found` for what is no path, or not there yet
 */
export async function getTile(path: string): Promise<Buffer> {
  const tile = readTilePath(path);
  if (!tile) throw new DomainError('not-found');
  const whole = tilePath({ ...tile, width: tileWidth });
  const bytes = (await findTiles([whole])).get(whole);
  const length = tile.width * bytesEach(tile.level);
  if (!bytes || bytes.length < length) throw new DomainError('not-found');
  return bytes.subarray(0, length);
}

/** Null while the event waits for its position or for the checkpoint that has it. */
export async function findInclusionProof(eventID: string): Promise<InclusionProof | null> {
  const position = (await findPositions([eventID])).get(eventID);
  return position === undefined ? null : findProofAt(position);
}

/** Null for a position that no checkpoint has yet. */
export async function findProofAt(position: number): Promise<(InclusionProof & LogEntry) | null> {
  const [[entry], head] = await Promise.all([listEntries(position, 1), findHead()]);
  if (!entry || !head || position >= head.size) return null;
  const hashes = await hashesOf(inclusionRanges(position, head.size));
  return { ...entry, position, hashes, checkpoint: head.checkpoint };
}

/**
 * For each position the hashes from its leaf upwards (RFC 6962 section 2.1.1) in the tree of the first `size` entries.
 * @param size which the log must have reached, above all positions
 */
export async function proveInclusions(positions: readonly number[], size: number): Promise<Buffer[][]> {
  const paths = positions.map((position) => inclusionRanges(position, size));
  const hashes = await hashesOf(paths.flat());
  return paths.map((ranges) => hashes.splice(0, ranges.length));
}

/** Positions of those of the events that are in the signed log. */
export async function signedPositions(events: readonly string[]): Promise<Map<string, number>> {
  const [positions, head] = await Promise.all([findPositions(events), findHead()]);
  return new Map([...positions].filter(([, position]) => position < (head?.size ?? 0)));
}

/**
 * The hashes that prove that the log of `size` entries begins with that of `oldSize` (RFC 6962 section 2.1.2).
 * @param oldSize from 1 to `size`, which the log must have reached
 */
export async function proveConsistency(oldSize: number, size: number): Promise<Buffer[]> {
  return hashesOf(consistencyRanges(oldSize, size));
}

/** Paths share most of their nodes: each is hashed once. */
async function hashesOf(ranges: Range[]): Promise<Buffer[]> {
  const nodes = ranges.map(nodesOf);
  const tiles = await findTiles(new Set(nodes.flat().map(tileOfNode)));
  const known = new Map<string, Buffer>();
  const hashOf = (node: Node) => {
    const name = `${node.height}/${node.index}`;
    const hash = known.get(name) ?? hashOfNode(node, tiles.get(tileOfNode(node)));
    known.set(name, hash);
    return hash;
  };
  return nodes.map((parts) => foldNodes(parts.map(hashOf)));
}
