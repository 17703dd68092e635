/**
 * What a verifier remembers of a log between two runs. A log that is shorter than it was, or begins otherwise, shows:
 * an older backup, or another history than the one that was seen.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { rootOf } from '../../src/ledger/merkle.js';
import { keySet } from './format.js';
import { type Place, type Report } from './report.js';

const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text);

const witness = z.strictObject({
  format: z.literal('nguon-witness/1'),
  vkey: z.string(),
  namespace: z.string(),
  size: z.int().min(0),
  root: base64,
  /** When the log was seen as it was then: the clock of the verifier, or of an export the last time in it. */
  at: z.iso.datetime(),
  jwks: keySet,
  /** The first four bytes of each leaf hash: they say where a history was changed. That it was, the root says. */
  leaves: base64,
});
export type Witness = z.infer<typeof witness>;

const bytesOfLeaf = 4;

/** Null when there is none yet. @throws Error when the file is something else */
export async function readWitness(path: string): Promise<Witness | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return witness.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is not the witness file of an earlier run`);
  }
}

/** The file appears whole or stays as it was. */
export async function writeWitness(path: string, seen: Witness): Promise<void> {
  await writeFile(`${path}.next`, `${JSON.stringify(seen)}\n`);
  await rename(`${path}.next`, path);
}

export function newWitness(seen: Omit<Witness, 'format' | 'root' | 'size' | 'leaves'>, leaves: Buffer[]): Witness {
  const beginnings = Buffer.concat(leaves.map((leaf) => leaf.subarray(0, bytesOfLeaf)));
  const tree = { size: leaves.length, root: rootOf(leaves).toString('base64') };
  return { format: 'nguon-witness/1', ...seen, ...tree, leaves: beginnings.toString('base64') };
}

/**
 * @param leaves leaf hashes of the log as it is now
 * @returns the first position that is not as it was seen; undefined where all are, or where it cannot be told
 */
export function checkWitness(known: Witness, leaves: Buffer[], events: string[], report: Report): Place | undefined {
  const { size, root, at } = known;
  report.saw('witness', size);
  const now = leaves.length;
  if (now < size) {
    const words = `rollback: the log had ${size} entries on ${at} and now has ${now}, as an older backup has`;
    report.fault('witness', words, { position: now });
    return undefined;
  }
  if (rootOf(leaves.slice(0, size)).toString('base64') === root) return undefined;
  const beginnings = Buffer.from(known.leaves, 'base64');
  const first = leaves.findIndex((leaf, position) => {
    const before = beginnings.subarray(position * bytesOfLeaf, (position + 1) * bytesOfLeaf);
    return position < size && !before.equals(leaf.subarray(0, bytesOfLeaf));
  });
  const words = `fork: the first ${size} entries are not those that were seen on ${at}`;
  const place = first < 0 ? undefined : { position: first, event: events[first] };
  report.fault('witness', words, place);
  return place;
}
