/**
 * Fills a store with as many events as a province has in some years. Capturing them one by one would take a quarter of
 * an hour on the embedded engine, so only the first document is captured. The others are laid beside it as rows, by
 * the functions that `capture` uses; that they are what it would have made is compared on the captured ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { newId } from '../../src/db.js';
import { eventHashId } from '../../src/epcis/event-hash.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { factsOf } from '../../src/events/epcis/facts.js';
import { readerTerm } from '../../src/events/event-terms.js';
import { Events, type StoredEvent } from '../../src/events/event.model.js';
import { commitmentTo, newNonce } from '../../src/ledger/commitment.js';
import { findHead, PendingEntries } from '../../src/ledger/log.model.js';
import { timed } from './figures.js';
import { sampleContext, sampleDocument, sampleEvent } from './samples.js';
import { producer, type Stand } from './stand.js';

const batch = 1_000;

/**
 * Events from 0 to `count`. Where they are to be logged it ends when all of them are in a signed checkpoint, which takes
 * twice as long.
 */
export async function fill(stand: Stand, count: number, isLogged: boolean): Promise<void> {
  const millis = await timed(async () => {
    await layDown(stand, count, isLogged);
    while (isLogged && ((await findHead())?.size ?? 0) < count) await sleep(200);
  });
  console.log(`${count} events laid down${isLogged ? ' and sequenced' : ''} in ${Math.round(millis / 1000)} s`);
}

async function layDown(stand: Stand, count: number, isLogged: boolean): Promise<void> {
  await stand.post('/epcis/capture', sampleDocument(0, batch));
  compareRows(await Events.find({}).lean());
  for (let first = batch; first < count; first += batch) {
    const rows = Array.from({ length: batch }, (_, index) => rowOf(first + index));
    await Events.insertMany(rows, { ordered: false, lean: true });
    if (!isLogged) continue;
    const waiting = rows.map(({ _id, event, nonce, recordTime }) => {
      return { _id, commitment: commitmentTo(event, nonce), at: recordTime };
    });
    await PendingEntries.insertMany(waiting, { lean: true });
  }
}

function rowOf(index: number): StoredEvent {
  const recordTime = new Date();
  const sent = sampleEvent(index);
  const event = { ...sent, eventID: eventHashId(sent, sampleContext), recordTime: recordTime.toISOString() };
  return storedRow(event as unknown as EpcisEvent, recordTime);
}

function storedRow(event: EpcisEvent, recordTime: Date): StoredEvent {
  const terms = [...factsOf(event, sampleContext).terms, readerTerm(producer.organization)];
  return {
    _id: event.eventID,
    event,
    context: [],
    eventTime: new Date(event.eventTime),
    recordTime,
    bizStep: event.bizStep ?? null,
    lots: [], // none of them is kept here
    versions: [],
    terms,
    organization: producer.organization,
    actor: producer._id,
    request: newId(),
    fingerprint: null,
    nonce: newNonce(),
  };
}

/** @throws Error where capture stored something else than is laid beside it */
function compareRows(captured: StoredEvent[]): void {
  if (captured.length !== batch) throw new Error(`${captured.length} events of ${batch} were captured`);
  for (const row of captured) {
    const { request, fingerprint, nonce, ...made } = storedRow(row.event, row.recordTime);
    const { __v, request: r, fingerprint: f, nonce: n, ...stored } = row as StoredEvent & { __v?: number };
    void [request, fingerprint, nonce, __v, r, f, n];
    if (!isDeepStrictEqual({ ...made, terms: made.terms.toSorted() }, { ...stored, terms: stored.terms.toSorted() }))
      throw new Error(`capture stores ${JSON.stringify(stored)}, the bench ${JSON.stringify(made)}`);
  }
}
