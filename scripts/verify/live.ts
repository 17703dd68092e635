/** A server that runs: its export, and its public log, which must be what the entries of the export make. */
import { isDeepStrictEqual } from 'node:util';
import { type TreeHead } from '../../src/ledger/note.js';
import { emptyRoot, rootOf } from '../../src/ledger/merkle.js';
import { tilePath, tileWidth, type Tile } from '../../src/ledger/tile.js';
import { readCheckpoint } from './checkpoint.js';
import { type Header } from './format.js';
import { type Report } from './report.js';
import { type Tree } from './tree.js';

/** @throws Error when the server does not give it */
export async function openExport(server: string, token: string): Promise<AsyncIterable<Uint8Array>> {
  const address = `${server}/api/ledger/export`;
  const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok || !response.body) throw new Error(`${address} answers ${response.status}`);
  return response.body;
}

/** Compares every file of the public log with what the entries make, up to their number. */
export async function checkPublished(server: string, header: Header, tree: Tree, report: Report): Promise<void> {
  const [note, jwks] = await Promise.all([read(server, 'log/checkpoint'), read(server, '.well-known/jwks.json')]);
  const leaves = tree.leaves();
  const head = readCheckpoint(note?.toString() ?? '', header.vkey);
  report.saw('published', 2);
  if (!head) report.fault('published', 'the public checkpoint is not signed by the log');
  else if (!isContinued(head, leaves)) report.fault('published', 'the public checkpoint is of another log');
  if (!isDeepStrictEqual(jsonOf(jwks), header.jwks)) report.fault('published', 'other label keys are published');
  for (const { path, bytes, position } of filesOf(leaves, tree.commitments())) {
    report.saw('published');
    if ((await read(server, `log/${path}`))?.equals(bytes)) continue;
    report.fault('published', `${path} is not what the entries make`, { position });
  }
}

/** The log may have grown since it was exported; then its root cannot be told from these entries. */
function isContinued({ size, root }: TreeHead, leaves: Buffer[]): boolean {
  if (size > leaves.length) return true;
  return size === leaves.length && root.equals(size === 0 ? emptyRoot : rootOf(leaves));
}

interface LogFile {
  path: string;
  bytes: Buffer;
  /** First entry below it. */
  position: number;
}

function* filesOf(leaves: Buffer[], commitments: Buffer[]): Generator<LogFile> {
  const bundled = commitments.map((entry) => Buffer.concat([Buffer.from([0, entry.length]), entry]));
  yield* level('entries', bundled, 1);
  let hashes = leaves;
  for (let [height, span] = [0, 1]; hashes.length > 0; height++, span *= tileWidth) {
    yield* level(height, hashes, span);
    const full = Math.floor(hashes.length / tileWidth);
    const below = hashes;
    hashes = Array.from({ length: full }, (_, index) =>
      rootOf(below.slice(index * tileWidth, (index + 1) * tileWidth)),
    );
  }
}

function* level(name: Tile['level'], parts: Buffer[], span: number): Generator<LogFile> {
  for (let start = 0; start < parts.length; start += tileWidth) {
    const width = Math.min(tileWidth, parts.length - start);
    const path = tilePath({ level: name, index: start / tileWidth, width });
    yield { path, bytes: Buffer.concat(parts.slice(start, start + width)), position: start * span };
  }
}

async function read(server: string, path: string): Promise<Buffer | null> {
  const response = await fetch(`${server}/${path}`);
  return response.ok ? Buffer.from(await response.arrayBuffer()) : null;
}

function jsonOf(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(bytes?.toString() ?? '');
  } catch {
    return null;
  }
}
