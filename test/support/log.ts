/** Somebody who audits the log with nothing but its files and its key. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { inTransaction, newId } from '../../src/db.js';
import { enqueue } from '../../src/ledger/append.js';
import { LogEntries, PendingEntries } from '../../src/ledger/log.model.js';
import { getCheckpoint, getTile } from '../../src/ledger/log.service.js';
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

/** The log of the open store, entries that go into it, and the checkpoints that were seen of it. */
export interface TestLog {
  acknowledged: Map<string, Buffer>;
  heads: TreeHead[];
  /** What `capture` does for an event; an entry counts from its acknowledgement on. */
  enter: (count?: number) => Promise<void>;
  head: () => Promise<TreeHead>;
  isAllSigned: () => Promise<boolean>;
  /** Keeps the checkpoint of now, for {@link TestLog.expectSound}. */
  remember: () => Promise<void>;
  /** Every acknowledged entry once, at one position, in a log that begins with every checkpoint that was seen. */
  expectSound: () => Promise<void>;
}

export function openTestLog(): TestLog {
  const acknowledged = new Map<string, Buffer>();
  const heads: TreeHead[] = [];
  const read: ReadLog = async (path) => (path === 'checkpoint' ? Buffer.from(await getCheckpoint()) : getTile(path));
  const head = () => readHead(read, keys().log().vkey);
  return {
    acknowledged,
    heads,
    enter: async (count = 1) => {
      for (let i = 0; i < count; i++) {
        const entry = { eventID: `ni:${newId()}`, commitment: randomBytes(32), recordTime: new Date() };
        await inTransaction((session) => enqueue(entry, session));
        acknowledged.set(entry.eventID, entry.commitment);
      }
    },
    head,
    isAllSigned: async () => (await head()).size >= acknowledged.size,
    remember: async () => {
      heads.push(await head());
    },
    expectSound: async () => {
      const audit = await auditLog(read, keys().log().vkey);
      const placed = await LogEntries.find({}).sort({ _id: 1 }).lean();
      expect(placed.map(({ _id }) => _id)).to.deep.equal(audit.entries.map((_, at) => at));
      expect(placed).to.have.length(acknowledged.size);
      for (const { _id, event } of placed) expect(audit.entries[_id], event).to.deep.equal(acknowledged.get(event));
      for (const seen of heads) expectPrefix(seen, audit);
      expect(await PendingEntries.countDocuments({})).to.equal(0);
    },
  };
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
