/**
 * The evidence of a dossier as one file, JSON Lines, that `npm run verify-ledger` checks without the server: the header
 * with the signed checkpoint; the lot and what it was made of as they stand; their events, each with what opens its
 * commitment and the path to the root; the hashes of the files they name; the end with the hash of all before it.
 */
import { createHash } from 'node:crypto';
import { findRecorded } from '../audit/recorded.js';
import { lotLine, opensEntry } from '../audit/export.js';
import { namespace } from '../db.js';
import { listEntries } from '../ledger/log.model.js';
import { proveInclusion } from '../ledger/log.service.js';
import { type Dossier } from './dossier.model.js';

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
  const recorded = await findRecorded(events.map(({ id }) => id));
  for (const { position, id } of events) {
    const [entry] = await listEntries(position, 1);
    if (!entry || entry.event !== id) throw new Error(`the log has another event at ${position}`);
    const hashes = (await proveInclusion(position, size)).map((each) => each.toString('hex'));
    yield line({ ...opensEntry(entry, recorded.get(id)), hashes });
  }
  for (const { sha256, contentType, sizeBytes, event } of contents.files) {
    yield line({ file: sha256, contentType, sizeBytes, event });
  }
  const counts = { lots: lots.length, entries: events.length, files: contents.files.length };
  yield `${JSON.stringify({ end: counts, sha256: hash.digest('hex') })}\n`;
}
