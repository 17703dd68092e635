/**
 * The tree as files (C2SP tlog-tiles): tiles of 256 hashes and bundles of 256 entries, and how they grow. A tile only
 * ever grows at its end, so what is served under a path never changes: a partial tile is the beginning of the full one.
 */
import { nodeHash, rootOf, type Node } from './merkle.js';

export const tileWidth = 256;
const tileHeight = 8;
const hashBytes = 32;
const entryBytes = 32;

/** `level` is 0 for the hashes of entries, `entries` for the entries themselves; `width` is 1 to 256. */
export interface Tile {
  level: number | 'entries';
  index: number;
  width: number;
}

/** `tile/0/x001/234` for a full tile, `tile/0/x001/234.p/5` for a partial one. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width < tileWidth ? `.p/${width}` : ''}`;
}

/** Null for what is no path of a tile, written in the one way there is. */
export function readTilePath(path: string): Tile | null {
  const parts = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!parts) return null;
  const [, level = '', name = '', width] = parts;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(name.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  const inRange = tile.width > 0 && (tile.level === 'entries' || tile.level < 64);
  return inRange && tilePath(tile) === path ? tile : null;
}

/** Bytes of one hash in a tile, and of one entry in a bundle: 32 behind their length in two bytes, big-endian. */
export function bytesEach(level: Tile['level']): number {
  return level === 'entries' ? 2 + entryBytes : hashBytes;
}

/** The right edge of a tree: for each level, from the leaves upwards, the hashes of the tile that is not yet full. */
export type Edge = Buffer[][];

/** The full paths of the tiles at the edge of a tree of `size`; undefined at a level where every tile is full. */
export function edgePaths(size: number): (string | undefined)[] {
  return edgeWidths(size).map(({ width, index }, level) =>
    width > 0 ? tilePath({ level, index, width: tileWidth }) : undefined,
  );
}

/**
 * The edge of a tree of `size` from the bytes of its {@link edgePaths}.
 * @throws Error when a tile is too short
 */
export function readEdge(size: number, tiles: ReadonlyMap<string, Buffer>): Edge {
  const paths = edgePaths(size);
  return edgeWidths(size).map(({ width }, level) => {
    const path = paths[level];
    return path === undefined ? [] : hashesOf(path, tiles.get(path), width);
  });
}

/** The root of the tree that ends in `edge`: what is left of a level stands to the right of the level above. */
export function rootOfEdge(edge: Edge): Buffer {
  return rootOf(
    edge.reduce<Buffer[]>((below, hashes) => [...hashes, ...(below.length > 0 ? [rootOf(below)] : [])], []),
  );
}

/**
 * Appends leaf hashes to a tree of `size`.
 * @returns the new edge, and by full path the bytes of every tile that has grown
 */
export function grow(edge: Edge, size: number, leaves: readonly Buffer[]): { edge: Edge; tiles: Map<string, Buffer> } {
  const grown: Edge = edge.map((hashes) => [...hashes]);
  const touched = new Map<string, Buffer[]>();
  const counts = edgeWidths(size).map(({ index }) => index);
  const append = (level: number, hash: Buffer) => {
    const hashes = (grown[level] ??= []);
    const index = (counts[level] ??= 0);
    hashes.push(hash);
    touched.set(tilePath({ level, index, width: tileWidth }), hashes);
    if (hashes.length < tileWidth) return;
    grown[level] = [];
    counts[level] = index + 1;
    append(level + 1, rootOf(hashes));
  };
  for (const leaf of leaves) append(0, leaf);
  return { edge: grown, tiles: new Map([...touched].map(([path, hashes]) => [path, Buffer.concat(hashes)])) };
}

/** The full path of the bundle that the next entry of a log of `size` goes to. */
export function nextBundlePath(size: number): string {
  return tilePath({ level: 'entries', index: Math.floor(size / tileWidth), width: tileWidth });
}

/**
 * Appends entries to a log of `size`.
 * @param last bytes of its {@link nextBundlePath}, where there are any; what is behind `size` is written anew
 * @returns by full path the bytes of every bundle that has grown
 * @throws Error when the last bundle is too short
 */
export function growBundles(last: Buffer | undefined, size: number, entries: readonly Buffer[]): Map<string, Buffer> {
  const old = last?.subarray(0, (size % tileWidth) * bytesEach('entries')) ?? Buffer.alloc(0);
  if (old.length < (size % tileWidth) * bytesEach('entries')) throw damaged(nextBundlePath(size));
  const bundles = new Map<string, Buffer>();
  for (let done = 0; done < entries.length;) {
    const room = tileWidth - ((size + done) % tileWidth);
    const added = entries.slice(done, done + room).flatMap((entry) => [Buffer.from([0, entryBytes]), entry]);
    bundles.set(nextBundlePath(size + done), Buffer.concat(done === 0 ? [old, ...added] : added));
    done += room;
  }
  return bundles;
}

/** The full path of the tile that holds the hash of a complete subtree. */
export function tileOfNode({ height, index }: Node): string {
  const level = Math.floor(height / tileHeight);
  const first = index * 2 ** (height % tileHeight);
  return tilePath({ level, index: Math.floor(first / tileWidth), width: tileWidth });
}

/**
 * The hash of a complete subtree from the bytes of its {@link tileOfNode}.
 * @throws Error when the tile is too short
 */
export function hashOfNode(node: Node, tile: Buffer | undefined): Buffer {
  const span = 2 ** (node.height % tileHeight);
  const first = (node.index * span) % tileWidth;
  return foldPairs(hashesOf(tileOfNode(node), tile, first + span).slice(first));
}

function foldPairs(hashes: Buffer[]): Buffer {
  const [left = Buffer.alloc(0), right] = hashes;
  if (right === undefined) return left;
  const middle = hashes.length / 2;
  return nodeHash(foldPairs(hashes.slice(0, middle)), foldPairs(hashes.slice(middle)));
}

/** For each level up to the highest that has hashes: the index and the width of the tile that is not yet full. */
function edgeWidths(size: number): { index: number; width: number }[] {
  const widths = [];
  for (let count = size; count > 0; count = Math.floor(count / tileWidth)) {
    widths.push({ index: Math.floor(count / tileWidth), width: count % tileWidth });
  }
  return widths;
}

function hashesOf(path: string, tile: Buffer | undefined, width: number): Buffer[] {
  if (!tile || tile.length < width * hashBytes) throw damaged(path);
  return Array.from({ length: width }, (_, at) => tile.subarray(at * hashBytes, (at + 1) * hashBytes));
}

function damaged(path: string): Error {
  return new Error(`the log is damaged: ${path} is not as long as it was written`);
}
