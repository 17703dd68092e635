/**
 * The evidence of a dossier as one file, JSON Lines, that `npm run verify-ledger` checks without the server: the header
 * with the signed checkpoint; the lot and what it was made of as they stand; their events, each with what opens its
 * commitment and the path to the root; the hashes of the files they name; the end with the hash of all before it.
 */
import { createHash } from 'node:crypto';
import { findRecorded } from '../audit/recorded.js';
import { lotLine, opensEntry } from '../audit/export.js';
import { namespace } from '../db.js';
import { findEntries } from '../ledger/log.model.js';
import { proveInclusions } from '../ledger/log.service.js';
import { type Dossier } from './dossier.model.js';

/** So that memory stays bounded however long the history is. */
const eventsAtOnce = 500;

/** The lines, each with its line break. */
export async function* bundleOf({ lot, size, checkpoint, vkey, contents }: Dossier): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const lots = contents.lots.slice(0, 1 + contents.back);
  const events = contents.events.toSorted((one, other) => one.position - other.position);
  yield line({ format: 'nguon-bundle/1', lot, vkey, namespace: namespace(), checkpoint });
  for (const each of lots) yield line(lotLine(each));
  for (let start = 0; start < events.length; start += eventsAtOnce) {
    const some = events.slice(start, start + eventsAtOnce);
    const positions = some.map(({ position }) => position);
    const [recorded, entries, proofs] = await Promise.all([
      findRecorded(some.map(({ id }) => id)),
      findEntries(positions),
      proveInclusions(positions, size),
    ]);
    for (const [index, { position, id }] of some.entries()) {
      const entry = entries.get(position);
      if (entry?.event !== id) throw new Error(`the log has another event at ${position}`);
      const hashes = proofs[index]?.map((each) => each.toString('hex'));
      yield line({ ...opensEntry(entry, recorded.get(id)), hashes });
    }
  }
  for (const { sha256, contentType, sizeBytes, event } of contents.files) {
    yield line({ file: sha256, contentType, sizeBytes, event });
  }
  const counts = { lots: lots.length, entries: events.length, files: contents.files.length };
  yield `${JSON.stringify({ end: counts, sha256: hash.digest('hex') })}\n`;
}
