/** Somebody who audits the log with nothing but its files and its key. */
import { expect } from 'chai';
import { leafHash, rootOf } from '../../src/ledger/merkle.js';
import { openCheckpoint, type TreeHead } from '../../src/ledger/note.js';
import { tilePath, tileWidth } from '../../src/ledger/tile.js';

/** Reads `checkpoint` or `tile/…` below the log's address; fails when it is not there. */
export type ReadLog = (path: string) => Promise<Buffer>;

export interface Audit extends TreeHead {
  entries: Buffer[];
}

/** The head of the log's checkpoint. */
export async function readHead(read: ReadLog, vkey: string): Promise<TreeHead> {
  const head = openCheckpoint((await read('checkpoint')).toString(), vkey);
  if (!head) throw new Error('the checkpoint is not signed by the key of the log');
  return head;
}

/** Reads the whole log; fails unless entries, every tile of every level and the signed root agree. */
export async function auditLog(read: ReadLog, vkey: string): Promise<Audit> {
  const { size, root } = await readHead(read, vkey);
  const entries: Buffer[] = [];
  for (const path of pathsOf('entries', size)) entries.push(...entriesOf(await read(path)));
  expect(entries).to.have.length(size);
  let hashes = entries.map(leafHash);
  expect(rootOf(hashes).equals(root), `root of ${size} entries`).to.equal(true);
  for (let level = 0; hashes.length > 0; level++) {
    const tiles = await Promise.all(pathsOf(level, hashes.length).map(read));
    expect(Buffer.concat(tiles).equals(Buffer.concat(hashes)), `level ${level} of ${size} entries`).to.equal(true);
    const full = tiles.filter((tile) => tile.length === tileWidth * 32);
    hashes = full.map((_, index) => rootOf(hashes.slice(index * tileWidth, (index + 1) * tileWidth)));
  }
  return { size, root, entries };
}

/** Fails unless `entries` begin with the tree of `head`. */
export function expectPrefix(head: TreeHead, { entries }: Audit): void {
  expect(entries.length).to.be.at.least(head.size);
  const root = rootOf(entries.slice(0, head.size).map(leafHash));
  expect(root.equals(head.root), `the log of ${head.size} entries is the beginning`).to.equal(true);
}

/** The paths of a level with `count` hashes or entries: full ones, and a partial one at the end. */
function pathsOf(level: number | 'entries', count: number): string[] {
  return Array.from({ length: Math.ceil(count / tileWidth) }, (_, index) =>
    tilePath({ level, index, width: Math.min(tileWidth, count - index * tileWidth) }),
  );
}

function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
