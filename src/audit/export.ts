/**
 * The ledger as one file that `npm run verify-ledger` checks without the server: JSON Lines, each in its canonical
 * spelling. In this order: the header; each lot as it stands with a sample of its labels; before every 256 entries
 * their tile of the tree, then the entries with the event and the nonce of each; what is in the store and not in the
 * log; the end with the checkpoint of the entries. Users are not in it. Memory stays bounded however long the log is.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { keys } from '../auth/keys.js';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { countEvents, findRecorded, listStrays, type Recorded } from './recorded.js';
import { canPrint, fullUri, labelAt } from '../labels/label.service.js';
import { findHead, findWaiting, findTiles, listEntries, listPending } from '../ledger/log.model.js';
import { type LogEntry, type LogHead } from '../ledger/log.model.js';
import { findEnd } from '../ledger/sequence.js';
import { tilePath, tileWidth } from '../ledger/tile.js';
import { isMoving, effectsOf } from '../lots/effects.js';
import { Lots, type Lot } from '../lots/lot.model.js';

const millisUntilSequenced = 10_000;
const millisBetweenLooks = 50;
const mostSamples = 1000;

/**
 * The lines, each with its line break. Lots are read before entries, so the log has all that a lot was changed by.
 * @throws DomainError `not-ready` before the log is opened
 */
export async function* exportLedger(): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const written = { lots: 0, labels: 0, entries: 0, strays: 0 };
  const line = (kind: keyof typeof written | null, value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    if (kind) written[kind]++;
    return text;
  };
  yield line(null, await header());
  for await (const lot of Lots.find({}).sort({ _id: 1 }).lean().cursor({ batchSize: 200 })) {
    yield line('lots', lotLine(lot));
    for (const uri of written.labels < mostSamples ? samples(lot) : []) yield line('labels', { uri });
  }
  const recorded = await countEvents();
  const head = await headWithAllRecorded();
  for (let start = 0; start < head.size; start += tileWidth) {
    const width = Math.min(tileWidth, head.size - start);
    yield line(null, { tile: start / tileWidth, hashes: await hashesOfTile(start / tileWidth, width) });
    const entries = await listEntries(start, width);
    const events = await findRecorded(entries.map(({ event }) => event));
    for (const entry of entries) yield line('entries', opensEntry(entry, events.get(entry.event)));
  }
  if (recorded > head.size) for await (const stray of listStrays()) yield line('strays', { stray });
  yield `${JSON.stringify({ end: written, checkpoint: head.checkpoint, sha256: hash.digest('hex') })}\n`;
}

async function header(): Promise<object> {
  const head = await findHead();
  if (!head) throw new DomainError('not-ready');
  const { vkey, checkpoint } = head;
  return { format: 'nguon-ledger/1', vkey, namespace: namespace(), jwks: keys().published(new Date()), checkpoint };
}

/** What its events make of a lot, and no more: the product's identifier is known to the store alone. */
export function lotLine({ _id, version, organization, ...rest }: Lot): object {
  const { uom, produced, onHand, inTransit, inSets, consumed, sold, destroyed, lost } = rest;
  const { parents, ancestors, parties, labels, heldBy, recalledBy, expiresOn, firstEventTime, lastEventTime } = rest;
  const goods = { uom, produced, onHand, inTransit, ...(inSets && { inSets }), consumed, sold, destroyed, lost };
  const facts = { parents, ancestors, parties, labels, heldBy, recalledBy, expiresOn, firstEventTime, lastEventTime };
  return { lot: _id, version, organization, state: { ...goods, ...facts } };
}

/** The first label of each run that names its lot, without the server's address: a signature is for the path. */
function samples(lot: Lot): string[] {
  const known = lot.labels.filter((run) => run.blank === undefined && canPrint(run));
  return known.map(({ from }) => fullUri(labelAt(lot, from)).slice(config.publicUrl.length));
}

/** The head of a log that has every event recorded before now, or what it has when it does not keep up. */
async function headWithAllRecorded(): Promise<LogHead> {
  let waiting = (await listPending(0)).map(({ _id }) => _id);
  let end = 0;
  for (const started = Date.now(); ; await sleep(millisBetweenLooks)) {
    if (waiting.length > 0) waiting = await findWaiting(waiting);
    const head = await findHead();
    if (!head) throw new DomainError('not-ready');
    if (waiting.length === 0) end ||= await findEnd(head.size);
    const isComplete = waiting.length === 0 && head.size >= end;
    if (isComplete || Date.now() - started > millisUntilSequenced) return head;
  }
}

async function hashesOfTile(index: number, width: number): Promise<string> {
  const path = tilePath({ level: 0, index, width: tileWidth });
  const bytes = (await findTiles([path])).get(path) ?? Buffer.alloc(0);
  return bytes.subarray(0, width * 32).toString('base64');
}

/** An entry; of an event that is gone only its place. */
export function opensEntry({ _id, event: eventID, commitment }: LogEntry, recorded: Recorded | undefined): object {
  const place = { position: _id, eventID, commitment: commitment.toString('hex') };
  if (!recorded) return place;
  const { event, nonce, lots, versions } = recorded;
  const line = { ...place, nonce: nonce.toString('hex'), lots, versions, event };
  return isSignificant(recorded) ? { ...line, organization: recorded.organization } : line;
}

/** Who recorded it stands in an event of our own; of another system's it is told where goods move by it. */
function isSignificant({ event, lots, organization }: Recorded): boolean {
  if (event['nguon:organization'] !== undefined || lots.length === 0) return false;
  return effectsOf(event, namespace(), organization, new Set(lots)).some(isMoving);
}
